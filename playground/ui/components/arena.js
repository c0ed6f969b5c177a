// A text box whose words several models complete, each in a list of its own.
// The box belongs to the visitor: what stands in it is sent, and never overwritten, unless a chip or a link gives a new text.

const PAUSE = 900;      // ms without a key after which the address of the page is brought up to date
const PATIENCE = 3000;  // ms after which an answer is no longer waited for
const SLOW = 200;       // ms after which the lists say that they are behind
const SPEAK = 700;      // ms of quiet after which a screen reader is told

const made = (kind, parent, name = '', text = '') => {
  const node = document.createElement(kind);
  if (name) node.className = name;
  node.textContent = text;
  return parent.appendChild(node);
};

class Box {
  constructor(root, data) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { area: find('textarea'), models: find('.models'), spoken: find('.spoken'), label: find('label'), long: find('.long') });
    Object.assign(this, { keys: find('#keys'), arena: find('.arena'), lists: [], shape: '' });
    Object.assign(this, { seq: data.seq, drawn: -1, number: data.number, version: data.version, sent: data.text });
    Object.assign(this, { waits: false, dirty: false, open: true, fresh: true, armed: false, wanted: null, active: null });
    Object.assign(this, { longest: data.longest, over: false });
    this.area.value = data.text;
    this.area.setSelectionRange(data.before.length, data.before.length);
    this.prefix = data.before;
    this.hint();
    this.listen();
  }

  hint() {
    const keys = made('span', this.keys, 'keyboard');
    const parts = [['Tab'], ' takes the first word, ', ['↓'], ['↑'], ['←'], ['→'], ' choose another, ', ['Esc'], ' closes. '];
    for (const part of parts) Array.isArray(part) ? made('kbd', keys, '', part[0]) : keys.append(part);
    made('span', this.keys, '', 'Click or touch a word to take it.');
  }

  // what the visitor does

  listen() {
    const area = this.area;
    for (const name of ['keydown', 'keyup', 'keypress']) area.addEventListener(name, (event) => event.stopPropagation());
    area.addEventListener('keydown', (event) => this.key(event));
    area.addEventListener('input', () => this.typed());
    area.addEventListener('compositionstart', () => { this.composing = true; });
    area.addEventListener('compositionend', () => { this.composing = false; this.changed(); });
    area.addEventListener('pointerdown', () => { this.armed = true; });
    for (const name of ['keyup', 'pointerup', 'select']) area.addEventListener(name, () => setTimeout(() => this.moved()));
    area.addEventListener('blur', () => { this.armed = false; this.wanted = null; this.choose(null); });
  }

  before() { return this.area.value.slice(0, this.area.selectionStart); }

  typed() {
    if (this.given) return;
    this.armed = true;
    this.changed();  // in the midst of a composition too: a phone composes every word, and nothing is written into the box
  }

  moved() {  // the caret stands elsewhere: other words are asked for
    if (!this.composing && this.before() !== this.prefix) this.changed();
  }

  changed() {
    if (this.before() === this.prefix && this.area.value === this.sent && this.open && !this.over) return;
    this.prefix = this.before();
    this.seq += 1;
    this.fresh = false;
    this.wanted = null;
    this.choose(null);
    this.unfold(true);
    this.models.setAttribute('aria-busy', 'true');
    clearTimeout(this.pause);
    if (this.measure()) return;
    this.pause = setTimeout(() => this.send(true), PAUSE);
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.arena.classList.toggle('waiting', !this.fresh), SLOW);
    this.send(false);
  }

  measure() {  // a text too long to be read is kept as it is, and nothing of it is cut off: the visitor is told
    const letters = this.area.value.length;
    this.over = letters > this.longest;
    this.long.hidden = !this.over;
    if (!this.over) return false;
    const [has, most] = [letters, this.longest].map((number) => number.toLocaleString('en'));
    this.long.textContent = `Your text has ${has} characters, and the models read ${most} at most: shorten it, and they answer again.`;
    this.arena.classList.add('waiting');
    return true;
  }

  key(event) {
    if (this.over || event.isComposing || event.keyCode === 229) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const act = KEYS[event.key];
    if (act && act(this)) event.preventDefault();
  }

  // choosing and taking

  take(list, row) {
    const item = this.lists[list]?.items[row];
    if (this.over) return false;
    if (!this.fresh) {  // the lists are those of an earlier text: take the word as soon as they are not
      this.wanted = { list, row, word: item?.word };
      return true;
    }
    if (!item) return false;
    if (this.composing) this.settle();
    const { area } = this, next = area.value[area.selectionEnd];
    const text = item.insert + (next && /\s/.test(next) ? '' : ' ');
    area.focus({ preventScroll: true });
    if (!document.execCommand('insertText', false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
      this.changed();
    }
    this.speak(`${item.word} taken.`, 0);
    return true;
  }

  settle() {  // what is being composed stays as it is: else the word would end up in the midst of it
    this.area.blur();
    this.area.focus({ preventScroll: true });
  }

  first() { return this.lists.findIndex((list) => list.items.length); }

  choose(place) {
    if (this.active) this.option(this.active)?.setAttribute('aria-selected', 'false');
    this.active = place;
    if (!place) return this.area.removeAttribute('aria-activedescendant');
    const chosen = this.option(place);
    chosen.setAttribute('aria-selected', 'true');
    chosen.scrollIntoView({ block: 'nearest' });
    this.area.setAttribute('aria-activedescendant', chosen.id);
  }

  option([list, row]) { return this.lists[list]?.options[row]?.node; }

  down() {
    if (!this.open) return this.unfold(true), true;
    const list = this.active ? this.active[0] : this.first();
    if (list < 0) return false;
    this.choose([list, this.active ? (this.active[1] + 1) % this.lists[list].items.length : 0]);
    return true;
  }

  up() {
    if (!this.active) return false;
    const [list, row] = this.active;
    this.choose(row ? [list, row - 1] : null);  // above the first is the text
    return true;
  }

  across(step) {
    if (!this.active) return false;
    let list = this.active[0] + step;
    while (this.lists[list] && !this.lists[list].items.length) list += step;
    if (this.lists[list]) this.choose([list, Math.min(this.active[1], this.lists[list].items.length - 1)]);
    return true;
  }

  close() {
    if (!this.open) return false;
    this.wanted = null;
    this.choose(null);
    this.unfold(false);
    return true;
  }

  unfold(open) {
    this.open = open;
    this.arena.classList.toggle('closed', !open);
    this.area.setAttribute('aria-expanded', String(open && this.first() >= 0));
    for (const list of this.lists) this.sayNothing(list);
  }

  // to the server and back

  send(settled) {
    if (this.area.isConnected === false) return;
    if (this.waits) {
      Object.assign(this, { dirty: true, settles: settled });
      return;
    }
    Object.assign(this, { waits: true, dirty: false, number: this.number + 1, sent: this.area.value });
    clearTimeout(this.timeout);
    this.timeout = setTimeout(() => this.answered(), PATIENCE);
    this.sendValue('typed', { number: this.number, seq: this.seq, text: this.sent, before: this.prefix, settled, version: this.version });
  }

  answered() {
    clearTimeout(this.timeout);
    this.waits = false;
    if (this.dirty) this.send(this.settles);
  }

  receive(data) {
    this.label.textContent = data.label;
    if (data.version !== this.version) this.give(data);
    if (data.seq === this.seq || data.seq > this.drawn) this.draw(data);  // never back to an earlier text
    if (data.number === this.number && this.waits) this.answered();
  }

  give(data) {  // a chip or a link: the visitor asked for another text
    this.version = data.version;
    this.given = true;
    const typing = matchMedia('(pointer: fine)').matches;  // elsewhere the focus would bring up a keyboard over the lists
    if (typing) this.area.focus({ preventScroll: true });
    this.area.select();
    const done = typing && document.execCommand(data.text ? 'insertText' : 'delete', false, data.text);
    if (!done || this.area.value !== data.text) this.area.value = data.text;
    this.area.setSelectionRange(data.before.length, data.before.length);
    this.given = false;
    this.armed = false;
    clearTimeout(this.pause);
    Object.assign(this, { seq: data.seq, drawn: -1, prefix: data.before, sent: data.text, dirty: false, wanted: null });
    this.measure();
    this.choose(null);
    this.unfold(true);
  }

  draw(data) {
    this.build(data.models);
    data.models.forEach((model, number) => this.fill(this.lists[number], model));
    this.drawn = data.seq;
    this.models.dataset.seq = data.seq;
    this.fresh = data.seq === this.seq;  // else the visitor has typed on, and the next answer is on its way
    if (this.active && !this.lists[this.active[0]]?.items[this.active[1]]) this.choose(null);
    this.unfold(this.open);
    if (!this.fresh) return;
    this.arena.classList.remove('waiting');
    this.models.setAttribute('aria-busy', 'false');
    const words = this.lists.map((list) => `${list.title}: ${list.items.length ? spoken(list.items[0]) : 'no word'}.`);
    this.speak(words.join(' '), SPEAK);
    if (this.wanted) {
      const { list, row, word } = this.wanted;
      this.wanted = null;
      const seen = this.lists[list]?.items[row]?.word === word;  // who clicks a word wants that one
      if (list < 0) this.take(this.first(), row);
      else if (seen) this.take(list, row);
    }
  }

  speak(words, after) {
    clearTimeout(this.voice);
    this.voice = setTimeout(() => { if (this.spoken.textContent !== words) this.spoken.textContent = words; }, after);
  }

  build(models) {  // the lists stay as long as the models do, so that nothing flickers
    const shape = JSON.stringify(models.map((model) => [model.title, model.about, model.colour, model.room]));
    if (shape === this.shape) return;
    this.shape = shape;
    const chosen = this.active;  // a model that has become ready takes nothing away from who is choosing
    this.choose(null);
    this.models.replaceChildren();
    this.lists = models.map((model, number) => this.column(model, number));
    if (chosen && this.option(chosen)) this.choose(chosen);
    this.area.setAttribute('aria-controls', models.map((_, number) => `list-${number}`).join(' '));
  }

  column(model, number) {
    const section = made('section', this.models, 'model');
    section.style.setProperty('--cell', model.colour);
    made('h3', section, '', model.title).id = `model-${number}`;
    made('p', section, 'about', model.about);
    const place = made('div', section, 'place');
    const nothing = made('p', place, 'nothing');
    const list = made('ul', place);
    list.id = `list-${number}`;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-labelledby', `model-${number}`);
    const options = Array.from({ length: model.room }, (_, row) => this.row(list, number, row));
    return { title: model.title, options, nothing, empty: '', items: [] };
  }

  row(list, number, place) {
    const node = made('li', list, 'none');
    node.id = `option-${number}-${place}`;
    node.setAttribute('role', 'option');
    node.setAttribute('aria-selected', 'false');
    const word = made('span', node, 'word');
    const parts = { word, begun: made('span', word, 'begun'), rest: made('span', word, 'rest'), chance: made('span', node, 'chance') };
    node.addEventListener('pointerdown', (event) => event.preventDefault());  // the focus stays in the box
    node.addEventListener('click', () => this.take(number, place));
    return { node, ...parts, bar: made('i', made('span', node, 'bar')) };
  }

  fill(list, model) {
    list.items = model.items;
    list.empty = model.empty;
    list.options.forEach((option, row) => {
      const item = model.items[row];
      option.node.classList.toggle('none', !item);
      option.node.setAttribute('aria-hidden', String(!item));
      if (!item) return;
      option.begun.textContent = item.word.slice(0, item.begun.length);
      option.rest.textContent = item.word.slice(item.begun.length);
      option.chance.textContent = item.chance;
      option.bar.style.width = `${100 * item.share}%`;
      option.node.setAttribute('aria-label', spoken(item));
      option.word.title = item.word;
    });
  }

  sayNothing(list) {
    const words = this.open ? (list.items.length ? '' : list.empty) : 'Closed. ↓ opens it again.';
    if (list.nothing.textContent !== words) list.nothing.textContent = words;
    list.nothing.hidden = !words;
  }
}

const spoken = (item) => `${item.word}, ${item.chance}`;

const KEYS = {
  Tab: (box) => {
    if (!box.open || !(box.armed || box.active)) return false;  // who only passes through passes through
    if (!box.fresh && !box.active) return box.take(-1, 0);
    const [list, row] = box.active || [box.first(), 0];
    return list >= 0 && box.take(list, row);
  },
  Enter: (box) => box.active !== null && box.take(...box.active),
  ArrowDown: (box) => box.down(),
  ArrowUp: (box) => box.up(),
  ArrowRight: (box) => box.across(1),
  ArrowLeft: (box) => box.across(-1),
  Escape: (box) => box.close(),
};
