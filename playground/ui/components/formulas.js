// Formulas as LaTeX in the few commands that this project writes, set as MathML, which the browser draws and reads aloud itself.
// Where an edit leaves a formula's shape as it was, only its numbers change: setting a page of them anew costs more than all else.

const MATH = 'http://www.w3.org/1998/Math/MathML';
const TOKEN = /\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\s+|[^]/gu;
const LIVE = /\d+\.\d+/g;
const GREEK = { '\\eta': 'η', '\\sigma': 'σ' };
const UPRIGHT = { '\\partial': '∂', '\\Gamma': 'Γ', '\\infty': '∞', '\\top': '⊤' };
const SIGNS = {
  '-': '−', '\\cdot': '⋅', '\\cdots': '⋯', '\\times': '×', '\\to': '→', '\\leftarrow': '←', '\\le': '≤', '\\odot': '⊙',
  '\\langle': '⟨', '\\rangle': '⟩', "'": '′',
};
const SUMS = { '\\sum': '∑', '\\prod': '∏' };
const SPACES = { '\\,': 0.167, '\\:': 0.222, '\\;': 0.278, '\\ ': 0.25, '\\quad': 1, '\\qquad': 2 };
const NAMES = ['\\tanh', '\\ln', '\\exp', '\\max'];
const ACCENTS = { '\\hat': 'ˆ', '\\tilde': '˜' };
const CLOSING = ')]⟩';

const places = new WeakMap(); // the export below is called again at every rerun of the page

export default function ({ parentElement, data }) {
  const place = parentElement.querySelector('.formulas');
  hear(data, (newest) => draw(place, newest));
}

function draw(place, data) {
  place.classList.toggle('side-by-side', data.columns);
  if (!places.has(place)) places.set(place, []);
  const drawn = places.get(place);
  while (drawn.length > data.formulas.length) drawn.pop().remove();
  data.formulas.forEach((piece, number) => {
    drawn[number] ??= place.appendChild(document.createElement('div'));
    if (typeof piece === 'string') show(drawn[number], piece);
    else say(drawn[number], piece);
  });
}

function say(box, { heading, text }) { // what stands among the formulas, **strong** and *slanted* as marked
  const told = `${heading}\n${text}`;
  if (box.told === told) return;
  const title = document.createElement('h3'), line = document.createElement('p');
  title.textContent = heading;
  line.append(...text.split(/(\*\*.+?\*\*|\*.+?\*)/).map((part) => {
    const marks = /^(\*+).+\*$/.exec(part)?.[1].length;
    return marks ? Object.assign(document.createElement(marks === 2 ? 'b' : 'i'), { textContent: part.slice(marks, -marks) }) : part;
  }));
  box.replaceChildren(...[heading && title, text && line].filter(Boolean));
  Object.assign(box, { className: 'said', told, tex: undefined, shape: undefined });
}

function show(box, tex) {
  if (box.tex === tex) return;
  const shape = tex.replace(LIVE, '#'), numbers = tex.match(LIVE) ?? [];
  if (shape === box.shape && numbers.every((text, place) => box.slots[place] || text === box.numbers[place])) {
    numbers.forEach((text, place) => { if (text !== box.numbers[place]) box.slots[place].data = text; });
  } else {
    const setter = new Setter(tex);
    box.replaceChildren(made('math', setter.row(), { display: 'block' }));
    box.slots = setter.slots;
  }
  Object.assign(box, { className: 'formula', tex, shape, numbers, told: undefined });
}

function made(kind, inside, attributes = {}) {
  const node = document.createElementNS(MATH, kind);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...[inside].flat());
  return node;
}

class Setter {
  constructor(tex) {
    this.tokens = tex.match(TOKEN);
    this.at = 0;
    this.slots = []; // where each number with a point stands, nothing for one that is part of a text or of a length
    this.inText = false;
  }

  peek() {
    while (this.tokens[this.at]?.trim() === '') this.at += 1;
    return this.tokens[this.at];
  }

  next() {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  row(...ends) { // up to one of these tokens, which is left to whoever asked
    const found = [];
    for (let token = this.peek(); token !== undefined && !ends.includes(token); token = this.peek()) {
      this.at += 1;
      if (token === '_' || token === '^') found.push(this.scripts(found.pop() ?? made('mrow', []), token));
      else if (token === "'") found.push(made('msup', [found.pop() ?? made('mrow', []), made('mo', SIGNS[token])], { class: 'primed' }));
      else found.push(...this.atom(token, found.at(-1)));
    }
    return found;
  }

  group() { // what stands in braces, or one token
    const token = this.next();
    if (token !== '{') return made('mrow', this.atom(token));
    const inside = this.row('}');
    this.at += 1;
    return inside.length === 1 ? inside[0] : made('mrow', inside);
  }

  raw(end) { // what stands up to a token, as it is
    const until = this.tokens.indexOf(end, this.at), found = this.tokens.slice(this.at, until).join('');
    this.at = until + 1;
    this.slots.push(...(found.match(LIVE) ?? []).map(() => null));
    return found;
  }

  words() { // of \text{…}, spaces and all
    this.next();
    return this.raw('}').replace(/^ | $/g, '\u00a0');
  }

  atom(token, before) {
    if (/^\d/.test(token)) return [this.number(token)];
    if (/^\p{L}$/u.test(token)) return [made('mi', token)];
    if (token === '{') {
      this.at -= 1;
      return [this.group()];
    }
    if (token in GREEK) return [made('mi', GREEK[token])];
    if (token in UPRIGHT) return [made('mi', UPRIGHT[token], { class: 'upright' })];
    if (token in SPACES) return [made('mspace', [], { width: `${SPACES[token]}em` })];
    if (token in SUMS) return [made('mo', SUMS[token], { class: this.inText ? 'sum small' : 'sum' })];
    if (token in ACCENTS) return [made('mover', [this.group(), made('mo', ACCENTS[token], { stretchy: 'false' })], { accent: 'true' })];
    if (NAMES.includes(token)) return this.named(token.slice(1));
    const set = COMMANDS[token];
    return set ? set(this) : [this.sign(SIGNS[token] ?? token, before)];
  }

  number(text) {
    const written = document.createTextNode(text);
    if (text.includes('.')) this.slots.push(written);
    return made('mn', written);
  }

  named(name) {
    const word = made('mi', name, { class: 'upright' });
    return ['(', '\\left', '\\!'].includes(this.peek()) ? [word] : [word, made('mspace', [], { width: '0.167em' })];
  }

  sign(text, before) { // a minus before a number alone stands closer than one between two
    const alone = !before || (before.localName === 'mo' && !CLOSING.includes(before.textContent)) || before.localName === 'mspace';
    const form = alone && '−+'.includes(text) ? { form: 'prefix' } : {};
    return made('mo', text, { stretchy: 'false', ...('/|:'.includes(text) ? { lspace: '0', rspace: '0' } : {}), ...form });
  }

  script() { // signs stand closer in an index than on the line
    const inside = this.group();
    for (const sign of inside.querySelectorAll('mo')) Object.entries({ lspace: '0', rspace: '0' }).forEach((pair) => sign.setAttribute(...pair));
    return inside;
  }

  scripts(base, first) {
    const found = { [first]: base.classList.contains('sum') ? this.group() : this.script() };
    const other = first === '_' ? '^' : '_';
    if (this.peek() === other) {
      this.at += 1;
      found[other] = base.classList.contains('sum') ? this.group() : this.script();
    }
    if (base.classList.contains('primed') && !found['^']) { // a prime and an index stand above each other
      const [below, prime] = base.children;
      return made('msubsup', [below, found._, prime]);
    }
    const around = base.classList.contains('braced') || (base.classList.contains('sum') && !this.inText), parts = [found._, found['^']].filter(Boolean);
    const kinds = around ? ['munder', 'mover', 'munderover'] : ['msub', 'msup', 'msubsup'];
    return made(kinds[parts.length === 2 ? 2 : found._ ? 0 : 1], [base, ...parts]);
  }

  table(kind) { // its rows up to \end{…}
    const rows = [], close = ['&', '\\\\', '\\end'];
    for (let end = '\\\\'; end !== '\\end'; end = this.next()) {
      if (end === '\\\\') rows.push(this.gap(rows.at(-1)));
      rows.at(-1).push(made('mtd', made('mrow', this.row(...close))));
      this.inText = false;
    }
    this.words();
    const table = made('mtable', rows.map((cells) => made('mtr', cells)), { class: kind, displaystyle: String(kind !== 'bmatrix') });
    return kind === 'bmatrix' ? made('mrow', table, { class: 'bracket' }) : table;
  }

  gap(cells) { // \\[0.8em]: more room below a row
    if (!cells || this.tokens[this.at] !== '[') return [];
    this.at += 1;
    const size = this.raw(']');
    for (const cell of cells) cell.style.paddingBottom = size;
    return [];
  }
}

const styled = (setter, style) => {
  const inside = setter.group(), row = inside.localName === 'mrow' ? inside : made('mrow', inside);
  Object.assign(row.style, style);
  return [row];
};

const COMMANDS = {
  '\\!': () => [],
  '\\text': (setter) => [made('mtext', setter.words())],
  '\\operatorname': (setter) => setter.named(setter.words()),
  '\\textcolor': (setter) => styled(setter, { color: setter.words() }),
  '\\mathbf': (setter) => styled(setter, { fontWeight: 'bold' }),
  '\\frac': (setter) => [made('mfrac', [setter.group(), setter.group()])],
  '\\underset': (setter) => {
    const below = setter.group();
    return [made('munder', [setter.group(), below])];
  },
  '\\underbrace': (setter) => [made('mrow', setter.group(), { class: 'braced' })],
  '\\textstyle': (setter) => {
    setter.inText = true;
    return [];
  },
  '\\bigl': (setter) => [made('mo', setter.next(), { class: 'big', stretchy: 'false' })],
  '\\bigr': (setter) => [made('mo', setter.next(), { class: 'big', stretchy: 'false' })],
  '\\left': (setter) => {
    setter.next();
    const inside = setter.row('\\right');
    setter.at += 1;
    setter.next();
    return [made('mrow', inside, { class: 'round' })];
  },
  '\\begin': (setter) => [setter.table(setter.words())],
};
