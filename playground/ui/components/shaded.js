// Texts shaded by how surprising each token was; a pointer, a finger or the arrow keys show what it was chosen from. What is
// written may come from a stranger by a link: it reaches the page as textContent alone.

const LEAST_SECONDS = 1, MOST_SECONDS = 4, PER_SECOND = 250; // how long a text takes to come, and tokens in a second
const REST = 250; // milliseconds of rest before a place is spoken
const MARKS = { ' ': '␣', '\n': '↵', '\t': '⇥', '<eos>': '↵' };
const NAMES = { ' ': 'a space', '\n': 'a new line', '\t': 'a tab', '<eos>': 'the end', '<unk>': 'an unknown token' };
const sheets = new WeakMap(); // the export below is called again at every rerun of the page

export default function ({ parentElement, data }) {
  let sheet = sheets.get(parentElement);
  if (!sheet) sheets.set(parentElement, (sheet = new Sheet(parentElement.querySelector('.sheet'))));
  sheet.receive(data);
}

class Sheet {
  constructor(place) {
    this.place = place;
    this.panels = [];
    this.still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  receive(data) {
    if (data.version === this.version) return;
    this.version = data.version;
    const same = data.texts.length === this.panels.length && data.texts.every((text, number) => this.panels[number].goesOn(text));
    if (!same) this.build(data);
    data.texts.forEach((text, number) => this.panels[number].add(text));
    if (!data.streams || this.still) this.panels.forEach((panel) => panel.reveal(Infinity));
    else this.run();
  }

  build(data) {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.began = performance.now();
    this.live = element('p', 'unseen', { 'aria-live': 'polite' });
    this.tip = element('div', 'tip', { 'aria-hidden': 'true' });
    const side = data.streams && data.texts.length > 1;
    const texts = element('div', side ? 'texts side' : 'texts');
    this.panels = data.texts.map((text) => new Panel(text, this));
    texts.append(...this.panels.map((panel) => panel.place));
    this.place.replaceChildren(legend(data), texts, this.tip, this.live);
  }

  run() { // one sees the text come: as fast as it is made, and no faster than one can watch
    if (this.frame) return;
    const step = () => {
      const seconds = (performance.now() - this.began) / 1000;
      this.panels.forEach((panel) => panel.reveal(seconds * panel.pace()));
      this.frame = this.panels.every((panel) => panel.whole()) ? 0 : requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  point(panel, number) {
    const token = panel.tokens[number], span = panel.spans[number];
    this.leave();
    this.here = span;
    span.classList.add('here');
    this.tip.style.setProperty('--colour', panel.colour);
    this.tip.replaceChildren(...told(token));
    this.tip.classList.add('open');
    this.put(span);
    this.speak(panel.sentence(number));
  }

  put(span) { // below what is pointed at, above it where the window ends
    const box = span.getClientRects()[0] || span.getBoundingClientRect(), frame = this.place.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const left = Math.min(Math.max(0, box.left - frame.left - 20), frame.width - width);
    const above = box.bottom + height + 12 > window.innerHeight && box.top - height - 12 > 0;
    const top = above ? box.top - frame.top - height - 6 : box.bottom - frame.top + 6;
    this.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  leave() {
    this.here?.classList.remove('here');
    this.here = null;
    this.tip.classList.remove('open');
    clearTimeout(this.speaking);
  }

  speak(sentence) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => { this.live.textContent = sentence; }, REST);
  }
}

class Panel {
  constructor(text, sheet) {
    Object.assign(this, { key: text.key, title: text.title, prime: text.prime, sheet, tokens: [], spans: [], shown: 0, at: -1 });
    this.colour = `rgb(${text.colour.join(' ')})`;
    this.tint = (shade) => `rgb(${text.colour.join(' ')} / ${(text.strongest * shade).toFixed(3)})`;
    this.place = element('section', 'panel', { 'aria-label': text.title });
    this.place.style.setProperty('--colour', this.colour);
    this.name = element('p', 'name');
    this.name.append(element('span', 'dot'), text.title);
    this.facts = element('p', 'facts');
    const head = element('div', 'head');
    head.append(this.name, this.facts);
    this.line = element('div', 'text', { role: 'slider', tabindex: '0', dir: 'auto', 'aria-label': `Place in the text, ${text.title}`, 'aria-valuemin': '0' });
    if (text.prime) this.line.append(element('span', 'prime', {}, text.prime));
    this.caret = element('span', 'caret', { 'aria-hidden': 'true' });
    this.place.append(head, this.line);
    this.listen();
    this.told();
  }

  goesOn(text) { // is it the same text, as far as it is there?
    return text.key === this.key && text.tokens.length >= this.tokens.length;
  }

  add(text) {
    this.facts.textContent = text.facts;
    this.done = text.done;
    for (const token of text.tokens.slice(this.tokens.length)) {
      const [lead, written, name, shade] = token;
      if (lead) this.line.append(lead);
      const ends = !written || written.startsWith('\n'); // what cannot be seen can be pointed at too
      const span = element('span', ends ? 'token coming end' : 'token coming', {}, written || '\u200b');
      span.style.backgroundColor = this.tint(shade);
      span.dataset.number = this.tokens.length;
      if (name === '<unk>') span.title = 'unknown to this model';
      this.line.append(span);
      this.tokens.push(token);
      this.spans.push(span);
    }
    this.line.setAttribute('aria-valuemax', String(this.tokens.length));
  }

  pace() {
    const seconds = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, this.tokens.length / PER_SECOND));
    return this.tokens.length / seconds;
  }

  reveal(count) {
    const until = Math.min(Math.floor(count), this.tokens.length);
    for (let number = this.shown; number < until; number += 1) this.spans[number].classList.remove('coming');
    if (until > this.shown && until < this.tokens.length) this.spans[until - 1].after(this.caret);
    this.shown = Math.max(this.shown, until);
    this.line.setAttribute('aria-busy', String(!this.whole()));
    if (this.whole()) this.caret.remove();
  }

  whole() {
    return this.shown >= this.tokens.length;
  }

  listen() {
    const follow = (event) => {
      const number = this.under(event);
      if (number !== null) this.go(number);
    };
    this.line.addEventListener('pointermove', follow);
    this.line.addEventListener('pointerdown', follow);
    this.line.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && this.sheet.leave());
    this.line.addEventListener('blur', () => this.sheet.leave());
    this.line.addEventListener('keydown', (event) => this.press(event));
    for (const name of ['keyup', 'keypress']) this.line.addEventListener(name, (event) => event.stopPropagation());
  }

  under(event) {
    const found = this.line.getRootNode().elementFromPoint(event.clientX, event.clientY);
    return found && found.parentElement === this.line && found.dataset.number ? Number(found.dataset.number) : null;
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const last = this.shown - 1, places = {
      ArrowRight: this.at + 1, ArrowUp: this.at + 1, ArrowLeft: this.at - 1, ArrowDown: this.at - 1,
      PageUp: this.at + 10, PageDown: this.at - 10, Home: 0, End: last,
    };
    event.stopPropagation(); // keeps the app's own shortcuts away
    if (event.key === 'Escape') this.sheet.leave();
    if (!(event.key in places) || last < 0) return;
    event.preventDefault();
    this.go(Math.min(Math.max(places[event.key], 0), last));
  }

  go(number) {
    if (number === this.at && this.sheet.here === this.spans[number]) return;
    this.at = number;
    this.sheet.point(this, number);
    this.told();
  }

  told() {
    this.line.setAttribute('aria-valuenow', String(this.at + 1));
    this.line.setAttribute('aria-valuetext', this.at < 0 ? 'before the first token' : this.sentence(this.at));
  }

  sentence(number) {
    const [, , name, , own, drawn, best] = this.tokens[number];
    const how = drawn === null ? percent(own) : `drawn with ${percent(drawn)}, the model's own ${percent(own)}`;
    const others = best.map(([token, chance]) => `${named(token)} ${percent(chance)}`).join(', ');
    return `${named(name)}: ${how}. ${drawn === null ? 'Likeliest there' : 'Chosen from'}: ${others}.`;
  }
}

function told([, , name, , own, drawn, best]) { // what the tip says of a token
  const said = element('p', 'said');
  said.append(element('span', '', {}, named(name)), element('span', '', {}, percent(drawn === null ? own : drawn)));
  const about = drawn === null ? `${bits(own)} bits of surprise` : `the model's own probability: ${percent(own)}`;
  const list = element('ol', 'best');
  for (const [token, chance] of best) list.append(row(token, chance, token === name));
  if (!best.some(([token]) => token === name)) list.append(row(name, drawn === null ? own : drawn, true));
  return [said, element('p', 'own', {}, about), list];
}

function row(token, chance, taken) {
  const item = element('li', taken ? 'taken' : ''), bar = element('span', 'bar'), fill = element('span', 'fill');
  fill.style.width = `${100 * chance}%`;
  bar.append(fill);
  item.append(element('span', 'label', {}, MARKS[token] || token), bar, element('span', 'number', {}, percent(chance)));
  return item;
}

function legend(data) {
  const line = element('p', 'legend'), ramp = element('span', 'ramp', { 'aria-hidden': 'true' }), { colour, strongest } = data.texts[0];
  ramp.style.background = `linear-gradient(to right, transparent, rgb(${colour.join(' ')} / ${strongest}))`;
  const hint = element('span', 'hint', {}, 'Point at a token, or use the arrow keys in a text');
  line.append(element('span', '', {}, `probability: ${data.least}`), ramp, element('span', '', {}, data.most), hint);
  return line;
}

function element(tag, className = '', attributes = {}, text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

const named = (token) => NAMES[token] || `“${token}”`;
const bits = (chance) => Number((-Math.log2(Math.max(chance, 1e-300))).toPrecision(2));
const percent = (share) => (share > 0 && share < 1e-4 ? 'under 0.01 %' : share >= 0.995 ? '100 %' : `${Number((100 * share).toPrecision(2))} %`);
