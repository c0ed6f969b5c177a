// A slider along a sentence, and the equations of the letter it stands at: the browser has every letter's numbers, so that they are
// there at once. The server hears where the slider is, one message at a time, and answers with what takes it a while.

const sliders = new WeakMap(); // the export below is called again at every rerun of the page

export default function ({ parentElement, data, setStateValue }) {
  const place = parentElement.querySelector('.letters');
  if (!sliders.has(place)) sliders.set(place, new Letters(place));
  const letters = sliders.get(place);
  letters.send = (told) => setStateValue('told', told);
  letters.receive(data);
}

const PATIENCE = 3000; // milliseconds: whoever waits longer for an answer asks again
const REST = 150; // milliseconds: a slider that stands still asks for what its neighbours need
const NEAR = 12; // letters to either side of which it is kept what is remembered

const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };

class Letters {
  constructor(place) {
    const part = (name) => place.querySelector(`.${name}`);
    Object.assign(this, { place, range: part('range'), value: part('value'), equations: part('equations'), said: part('said'), sent: 0 });
    this.drawing = new Drawing(place.querySelector('.drawing'));
    this.range.addEventListener('input', () => this.move(Number(this.range.value)));
    this.chosen = (event) => {
      if (place.isConnected) this.move(event.detail + 1);
      else document.removeEventListener(`${this.data.name}-chosen`, this.chosen);
    };
  }

  receive(data) {
    if (!this.data) {
      document.addEventListener(`${data.name}-chosen`, this.chosen);
      this.sent = data.at; // of a slider that stood here before
    }
    const now = this.at;
    this.data = data;
    this.keep(data);
    Object.assign(this.range, { min: 1, max: data.letters.length, disabled: data.letters.length === 1 });
    this.place.querySelector('.help').title = data.help;
    if (data.at !== this.sent) return this.show(now); // the server has not heard yet where the slider is
    clearTimeout(this.waiting);
    this.waiting = null;
    this.show(this.behind ? now : data.place);
    if (this.behind) this.tell();
    else this.look();
  }

  keep({ of, memories, place }) { // what is remembered of some letters; what was of another sentence, cell or gate is not
    const known = of === this.of ? Object.entries(this.memories) : [];
    this.of = of;
    this.memories = Object.fromEntries([...known.filter(([at]) => Math.abs(at - place) <= NEAR), ...Object.entries(memories)]);
  }

  look() { // so that the next step of the slider finds its answer here
    const lacks = [this.at - 1, this.at + 1].some((at) => at >= 1 && at <= this.data.letters.length && !this.memories[at]);
    clearTimeout(this.resting);
    if (lacks && this.asked !== `${this.of} ${this.at}`) this.resting = setTimeout(() => this.place.isConnected && !this.waiting && this.tell(), REST);
    this.asked = `${this.of} ${this.at}`;
  }

  move(at) {
    clearTimeout(this.resting);
    this.show(at);
    if (this.waiting) this.behind = true;
    else this.tell();
  }

  tell() {
    this.behind = false;
    this.sent = Date.now();
    this.waiting = setTimeout(() => { this.waiting = null; }, PATIENCE);
    this.send({ place: this.at, at: this.sent });
  }

  show(at) {
    const { data } = this;
    this.at = Math.max(1, Math.min(data.letters.length, at));
    const number = this.at - 1, letter = data.letters[number], label = `${this.at} · ${letter}`;
    this.range.value = this.at;
    this.range.setAttribute('aria-valuetext', label);
    put(this.value, label);
    show(this.equations, data.equations.replace(/#(\d+)#/g, (_, symbol) => data.numbers[symbol][number]));
    put(this.said, data.said.replace('{place}', () => this.at).replace('{letter}', () => data.named[number]));
    if (this.memories[this.at]) this.remember(this.memories[this.at]);
    document.dispatchEvent(new CustomEvent(data.name, { detail: number }));
  }

  remember({ words, svg, narrow, name, least, numbers }) {
    put(this.place.querySelector('.words'), words);
    this.drawing.receive({ svg, narrow, name, least });
    const list = this.place.querySelector('.numbers');
    while (list.children.length > numbers.length) list.lastChild.remove();
    while (list.children.length < numbers.length) list.appendChild(document.createElement('div')).append(...['dt', 'dd', 'dd'].map((kind) => document.createElement(kind)));
    numbers.forEach((texts, row) => texts.forEach((text, part) => put(list.children[row].children[part], text)));
  }
}
