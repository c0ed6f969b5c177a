// A drawing made by the server: shown as it is, brought to what is in focus, chosen from by a click, and saved as a file.

const PART = /<[^>]*>|[^<]+/g, SIZE = /<svg[^>]* viewBox="[^"]*"/, ATTRIBUTE = / ([\w:-]+)="([^"]*)"/g;
const named = (part) => part.replaceAll(/"[^"]*"/g, '""').replace(/^[^<]+/, ''); // a tag without its values, nothing of a text
const drawings = new WeakMap(); // the export below is called again at every rerun of the page

export default function ({ parentElement, data, setStateValue }) {
  const place = parentElement.querySelector('.drawing');
  if (!drawings.has(place)) drawings.set(place, new Drawing(place));
  const drawing = drawings.get(place);
  drawing.tell = (name) => setStateValue('chosen', { name, at: Date.now() });
  hear(data, (newest) => drawing.receive(newest));
}

class Drawing {
  constructor(place) {
    this.frame = place.querySelector('.frame');
    readout(this.frame);
    new ResizeObserver(() => this.data && this.receive(this.data)).observe(this.frame);
    this.frame.addEventListener('click', (event) => {
      const chosen = event.target.closest('[data-choose]');
      if (chosen) this.tell(chosen.dataset.choose);
      if (this.data.follows && event.target.closest('[data-readout]')) this.say(event);
    });
    this.follow = (event) => {
      if (place.isConnected) this.mark(event.detail);
      else document.removeEventListener(this.data.follows, this.follow);
    };
    for (const [name, save] of [['svg', () => this.svg()], ['png', () => this.png()]]) {
      place.querySelector(`[data-save=${name}]`).addEventListener('click', save);
    }
  }

  receive(data) {
    if (data.follows && !this.data) document.addEventListener(data.follows, this.follow);
    this.data = data;
    this.name = data.name;
    const wanted = this.fitting(data);
    if (wanted === this.received) return;
    if (!data.follows && this.amended(wanted)) {
      this.received = this.shown = wanted;
      return;
    }
    const drawn = new DOMParser().parseFromString(wanted, 'image/svg+xml').documentElement;
    if (drawn.nodeName !== 'svg') return;
    const [width, height] = [drawn.getAttribute('width'), drawn.getAttribute('height')];
    Object.assign(drawn.style, { minWidth: `${data.least * width}px`, maxWidth: `${1.5 * width}px`, aspectRatio: `${width} / ${height}` });
    this.frame.classList.toggle('choosing', data.choosing);
    this.frame.replaceChildren(document.importNode(drawn, true));
    if (!data.follows) this.keep(wanted);
    this.frame.classList.toggle('following', Boolean(data.follows));
    this.look(this.received === undefined);
    this.received = this.shown = wanted;
    if (this.marked !== undefined) this.mark(this.marked);
  }

  mark(column) { // the frame around one of the columns: whoever drew them all need not draw them again
    this.marked = column;
    const frame = this.frame.querySelector('[data-step]');
    if (!frame) return;
    const before = frame.getAttribute('transform'), now = `translate(${(column * frame.dataset.step).toFixed(3)} 0)`;
    frame.setAttribute('transform', now);
    this.shown = this.shown.replace(`transform="${before}"`, () => `transform="${now}"`); // what is saved has it too
  }

  say(event) { // which column was clicked
    const part = event.target.closest('[data-readout]'), box = part.getBoundingClientRect();
    const columns = Math.round(part.getAttribute('width') / this.frame.querySelector('[data-step]').dataset.step);
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    document.dispatchEvent(new CustomEvent(`${this.data.follows}-chosen`, { detail: Math.max(0, Math.min(columns - 1, column)) }));
  }

  keep(svg) { // which node each tag and each text of the drawing has become
    const walker = document.createTreeWalker(this.frame, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    const parts = svg.match(PART);
    this.nodes = parts.map((part) => (part.startsWith('</') ? null : walker.nextNode()));
    this.parts = walker.nextNode() ? null : parts;
  }

  amended(svg) { // where only numbers, places or colours are others, all else stays as it is drawn; tell whether that is so
    const parts = svg.match(PART), before = this.parts;
    if (parts.length !== before?.length) return false;
    if (SIZE.exec(svg)[0] !== SIZE.exec(this.received)[0]) return false;
    const changed = [...parts.keys()].filter((place) => parts[place] !== before[place]);
    const plain = (place) => !/[&']/.test(parts[place] + before[place]) && named(parts[place]) === named(before[place]);
    if (!changed.every((place) => this.nodes[place] && plain(place))) return false;
    for (const place of changed) {
      if (this.nodes[place].nodeType === Node.TEXT_NODE) this.nodes[place].data = parts[place];
      else for (const [, name, value] of parts[place].matchAll(ATTRIBUTE)) this.nodes[place].setAttribute(name, value);
    }
    this.parts = parts;
    return true;
  }

  fitting(data) { // where the drawing would have to scroll, the one that is made for little room
    if (!data.narrow) return data.svg;
    const natural = Number(/ width="(\d+)"/.exec(data.svg)?.[1] ?? 0);
    return this.frame.clientWidth && this.frame.clientWidth < data.least * natural ? data.narrow : data.svg;
  }

  look(first) { // only sideways: the page itself stays where it is
    const focus = this.frame.querySelector('[data-focus]');
    if (!focus || this.frame.scrollWidth <= this.frame.clientWidth) return;
    const here = focus.getBoundingClientRect(), frame = this.frame.getBoundingClientRect();
    const still = first || matchMedia('(prefers-reduced-motion: reduce)').matches;
    const left = this.frame.scrollLeft + here.left - frame.left - (frame.width - here.width) / 2;
    this.frame.scrollTo({ left, behavior: still ? 'instant' : 'smooth' });
  }

  svg() { this.save(new Blob([this.shown], { type: 'image/svg+xml' }), 'svg'); }

  png() {
    const image = new Image(), address = URL.createObjectURL(new Blob([this.shown], { type: 'image/svg+xml' }));
    image.addEventListener('load', () => {
      const canvas = document.createElement('canvas'), sharp = 2;
      canvas.width = sharp * image.width;
      canvas.height = sharp * image.height;
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      canvas.toBlob((blob) => this.save(blob, 'png'));
    });
    image.src = address;
  }

  save(blob, kind) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${this.name}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
