// A text under the pointer: one panel a network, all in step. The text, and what stands in it, may come from a stranger by a link:
// it reaches the page as textContent alone.

const SHADES = 256, REST = 250, TAIL = 36; // steps of shade; milliseconds of rest before a pin is told; characters quoted
const MARKS = { ' ': '·', '\n': '↵', '\t': '⇥', '<eos>': '↵' };
const NAMES = { ' ': 'a space', '\n': 'a new line', '\t': 'a tab', '<eos>': 'the end of a sentence', '<unk>': 'an unknown token' };
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const stages = new WeakMap(); // the export below is called again at every rerun of the page

export default function ({ parentElement, data, setStateValue }) {
  let stage = stages.get(parentElement);
  if (!stage) stages.set(parentElement, (stage = new Stage(parentElement.querySelector('.stage'))));
  stage.tell = (read) => setStateValue('pinned', { read, at: Date.now() });
  stage.receive(data);
}

class Stage {
  constructor(place) {
    this.place = place;
    this.panels = [];
    this.waiting = []; // pins told, and not yet seen in what the page says
  }

  receive(data) {
    const moved = !this.ours(data.position);
    this.position = data.position;
    if (data.version !== this.version) {
      this.version = data.version;
      this.build(data);
      this.pinned = data.position;
      this.rest();
    } else if (moved) {
      this.pinned = data.position;
      this.rest();
    }
    if (!this.pointing) this.show(this.pinned);
  }

  ours(position) { // our own pins come back one after another: only the page's own moves are to be followed
    const place = this.waiting.indexOf(position);
    this.waiting.splice(0, place + 1);
    return place >= 0 || (position === this.position && (this.waiting.length > 0 || this.resting));
  }

  build(data) {
    this.text = Array.from(data.text);
    this.waiting = [];
    this.pointing = false;
    this.live = element('p', 'unseen', { 'aria-live': 'polite' });
    this.after = element('p', 'after');
    this.panels = data.runs.map((run) => new Panel(run, this, data));
    const head = element('div', 'head');
    head.append(this.after, legend(data));
    this.place.replaceChildren(head, ...this.panels.map((panel) => panel.place), this.live);
  }

  show(read) { // what the pointer is on for the moment
    this.shown = read;
    const tail = this.text.slice(Math.max(0, read - TAIL), read).map((letter) => MARKS[letter] === '↵' ? '↵' : letter).join('');
    this.after.textContent = `After ${quoted((read > TAIL ? '…' : '') + tail)}`;
    for (const panel of this.panels) panel.show(read, this.pinned);
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => { this.live.textContent = this.panels.map((panel) => panel.sentence).join(' '); }, REST);
  }

  leave() {
    this.pointing = false;
    this.show(this.pinned);
  }

  pin(read) { // what the pointer stays on; the page is told when it has come to rest
    this.pinned = read;
    this.show(read);
    this.rest();
    this.resting = setTimeout(() => {
      this.resting = 0;
      if (read === this.position && !this.waiting.length) return;
      this.waiting.push(read);
      this.tell(read);
    }, REST);
  }

  rest() {
    clearTimeout(this.resting);
    this.resting = 0;
  }
}

class Panel {
  constructor(run, stage, data) {
    this.run = run;
    this.stage = stage;
    this.sentence = '';
    this.place = element('section', 'run', { 'aria-label': run.name });
    this.place.style.setProperty('--colour', `rgb(${run.colour.join(' ')})`);
    const name = element('p', 'name');
    name.append(element('span', 'dot'), run.name);
    this.place.append(name);
    if (run.note) this.place.append(element('p', 'note', {}, run.note));
    if (run.shades === undefined) return;
    this.tints = Array.from({ length: SHADES }, (_, shade) =>
      `rgb(${run.colour.join(' ')} / ${(run.strongest * shade / (SHADES - 1)).toFixed(3)})`);
    this.shades = Uint8Array.from(atob(run.shades), (letter) => letter.charCodeAt(0));
    this.ends = run.places ? run.places.map(([, stop]) => stop) : run.tokens.map((_, number) => number + 1);
    this.draw(stage.text);
    this.listen();
  }

  draw(text) {
    this.line = element('div', 'text', {
      role: 'slider', tabindex: '0', dir: direction(text), 'aria-label': `Position in the text, read by ${this.run.name}`,
      'aria-valuemin': '0', 'aria-valuemax': String(this.ends.length),
    });
    this.spans = [];
    this.written = []; // as the text has it: a token may be unknown, or in other letters
    let before = 0;
    this.ends.forEach((stop, number) => {
      const start = this.run.places ? this.run.places[number][0] : number;
      if (start > before) this.line.append(text.slice(before, start).join(''));
      this.written.push(text.slice(start, stop).join(''));
      this.line.append(this.span(this.written[number], this.run.tokens[number], number));
      before = stop;
    });
    this.line.append(text.slice(before).join(''));
    this.most = element('p', 'most');
    this.bars = element('ol', this.run.places ? 'expected words' : 'expected', { 'aria-label': `What the ${this.run.short} expects next` });
    const left = element('div'), body = element('div', 'body');
    left.append(this.line, this.most);
    body.append(left, this.bars);
    this.place.append(body);
  }

  span(written, token, number) {
    const mark = written.trim() === '' ? MARKS[token] || MARKS[written] || '' : '';
    const span = element('span', 'token', {}, mark === '↵' && !written ? '\u200b' : written);
    span.dataset.number = number;
    if (mark) span.dataset.mark = mark;
    if (mark === '↵') span.classList.add('end');
    if (token === '<unk>' && written !== '<unk>') span.classList.add('unknown');
    this.spans.push(span);
    return span;
  }

  listen() {
    const { line, stage } = this;
    const follow = (event) => {
      stage.pointing = true;
      stage.show(this.ends[this.under(event)]);
    };
    line.addEventListener('pointermove', follow);
    line.addEventListener('pointerdown', follow);
    line.addEventListener('pointerup', (event) => {
      stage.pin(this.ends[this.under(event)]);
      if (event.pointerType !== 'mouse') stage.leave(); // a finger that is lifted points at nothing
    });
    line.addEventListener('pointerleave', () => stage.leave());
    line.addEventListener('pointercancel', () => stage.leave());
    line.addEventListener('keydown', (event) => this.press(event));
    for (const name of ['keyup', 'keypress']) line.addEventListener(name, (event) => event.stopPropagation());
  }

  under(event) { // the token below the pointer, else the nearest one
    const found = this.line.getRootNode().elementFromPoint(event.clientX, event.clientY);
    if (found && found.parentElement === this.line && found.dataset.number) return Number(found.dataset.number);
    let nearest = 0, least = Infinity;
    this.spans.forEach((span, number) => {
      for (const box of span.getClientRects()) {
        const across = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
        const down = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
        if (across + 4 * down < least) [nearest, least] = [number, across + 4 * down];
      }
    });
    return nearest;
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const last = this.ends.length - 1, now = this.row(this.stage.shown);
    const places = {
      ArrowRight: now + 1, ArrowUp: now + 1, ArrowLeft: now - 1, ArrowDown: now - 1,
      PageUp: now + 10, PageDown: now - 10, Home: 0, End: last,
    };
    event.stopPropagation(); // keeps the app's own shortcuts away
    if (!(event.key in places)) return;
    event.preventDefault();
    this.stage.pointing = false;
    this.stage.pin(this.ends[Math.min(Math.max(places[event.key], 0), last)]);
  }

  read(number) { // what a sentence calls a token that was read
    const token = this.run.tokens[number];
    return this.written[number].trim() ? quoted(this.written[number]) : named(token);
  }

  row(read) { // the last token that has been read whole after so many characters, -1 for none
    let low = -1, high = this.ends.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.ends[middle] <= read) low = middle; else high = middle - 1;
    }
    return low;
  }

  show(read, pinned) {
    if (!this.spans) {
      this.sentence = this.run.note;
      return;
    }
    const row = this.row(read), held = this.row(pinned), from = row * (row + 1) / 2;
    let most = 0;
    this.spans.forEach((span, number) => {
      const shade = number <= row ? this.shades[from + number] : 0;
      if (number <= row && shade > this.shades[from + most]) most = number;
      span.style.backgroundColor = shade ? this.tints[shade] : '';
      span.classList.toggle('unread', number > row);
      span.classList.toggle('here', number === row);
      span.classList.toggle('held', number === held && held !== row);
      span.classList.toggle('marked', shade > SHADES / 16 || number === row);
    });
    this.line.setAttribute('aria-valuenow', String(row + 1));
    this.line.setAttribute('aria-valuetext', row < 0 ? 'before the first token' : `${this.read(row)}, ${row + 1} of ${this.ends.length}`);
    this.say(row, most);
    this.expect(row);
  }

  say(row, most) { // the same in a line below the text, and for who hears the page
    if (row < 0) {
      this.most.textContent = this.sentence = `The ${this.run.short} has not read a whole token yet.`;
      return;
    }
    const { top, followed } = this.run, [first, chance] = top[row][0], share = this.run.most[row];
    const what = share > 0 ? `${this.read(most)} ${back(row - most)}, ${percent(share)} of all` : 'nothing';
    this.most.textContent = `For ${named(followed[row])}, what mattered most: ${what}`;
    const heard = share > 0 ? `${this.read(most)} ${back(row - most)}` : 'nothing';
    const context = this.stage.text.slice(Math.max(0, this.ends[row] - 12), this.ends[row]).join('');
    this.sentence = `After ${quoted(context)}, the ${this.run.short} expects ${named(first)} (${percent(chance)}); ` +
      `what mattered most${followed[row] === first ? '' : ` for ${named(followed[row])}`}: ${heard}.`;
  }

  expect(row) {
    const candidates = row < 0 ? [] : this.run.top[row], next = this.run.tokens[row + 1];
    this.bars.replaceChildren(...candidates.map(([token, chance]) => {
      const item = element('li', token === this.run.followed[row] ? 'followed' : ''), bar = element('span', 'bar');
      const fill = element('span', 'fill');
      fill.style.width = `${100 * chance}%`;
      bar.append(fill);
      const label = element('span', 'label', { title: named(token) }, visible(token));
      const number = element('span', 'number', {}, percent(chance));
      item.append(label, bar, number);
      if (row >= 0 && token === next) {
        item.classList.add('true');
        item.append(element('span', 'tick', { title: 'This is what comes next in the text', role: 'img', 'aria-label': 'comes next in the text' }, '✓'));
      }
      return item;
    }));
  }
}

function direction(letters) { // as most of its letters run: one word at the beginning does not turn the others round
  const counted = letters.reduce((sum, letter) => sum + (RIGHT_TO_LEFT.test(letter) ? 1 : /\p{L}/u.test(letter) ? -1 : 0), 0);
  return counted > 0 ? 'rtl' : 'ltr';
}

function legend(data) {
  const line = element('p', 'legend'), ramp = element('span', 'ramp', { 'aria-hidden': 'true' });
  line.append(element('span', '', {}, `mattered: ${data.least}`), ramp, element('span', '', {}, 'most'), element('span', 'key', {}, '✓ what the text goes on with'));
  return line;
}

function element(tag, className = '', attributes = {}, text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

const visible = (token) => MARKS[token] || token;
const quoted = (text) => (RIGHT_TO_LEFT.test(text) ? `“\u2068${text}\u2069”` : `“${text}”`); // isolated: the sentence stays as it is
const named = (token) => NAMES[token] || quoted(token);
const back = (steps) => (steps === 0 ? 'just read' : steps === 1 ? 'one step back' : steps === 2 ? 'two steps back' : `${steps} steps back`);
const percent = (share) => (share > 0 && share < 1e-4 ? 'under 0.01 %' : share >= 0.995 ? '100 %' : `${Number((100 * share).toPrecision(2))} %`);
