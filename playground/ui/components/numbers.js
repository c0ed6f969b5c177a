// Matrices and vectors whose every number can be changed: by a finger, or with Tab, the arrow keys and Enter.
// What is entered goes to the server as text; only what it takes becomes a number, and what it refuses stays with the reason.

const sheets = new WeakMap(); // the export below is called again at every rerun of the page

export default function ({ parentElement, data, setStateValue }) {
  const place = parentElement.querySelector('.sheet');
  if (!sheets.has(place)) sheets.set(place, new Sheet(place));
  const sheet = sheets.get(place);
  sheet.tell = (entered) => setStateValue('entered', { ...entered, at: Date.now() });
  sheet.receive(data);
  bring(data.told);
}

const made = (kind, parent, name = '', text = '', attributes = {}) => {
  const node = document.createElement(kind);
  if (name) node.className = name;
  node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return parent.appendChild(node);
};

class Sheet {
  constructor(place) {
    this.place = place;
    this.lines = made('div', place, 'lines');
    this.sentence = made('p', place, 'refused', '', { role: 'alert', id: 'refused' });
    this.sign = made('button', place, 'sign', '±', { type: 'button', 'aria-label': 'Change the sign', tabindex: '-1' });
    this.sign.addEventListener('pointerdown', (event) => { event.preventDefault(); this.turn(); });
    for (const name of ['keydown', 'keyup', 'keypress']) place.addEventListener(name, (event) => event.stopPropagation());
    place.addEventListener('focusin', (event) => this.enter(event.target));
    place.addEventListener('focusout', (event) => this.leave(event.target));
    place.addEventListener('keydown', (event) => this.key(event));
  }

  // what the server says

  receive(data) {
    const shape = JSON.stringify(data.lines.map((line) => line.map(({ values, raw, edited, ...rest }) => [rest, values?.length, values?.[0].length])));
    if (shape !== this.shape) this.build(data.lines);
    this.shape = shape;
    this.fill(data.lines);
    this.refuse(data.refused);
  }

  build(lines) { // the boxes stay as long as the shapes do, so that whoever tabs through them keeps their place
    this.cells = new Map();
    this.lines.replaceChildren();
    for (const line of lines) {
      const row = made('div', this.lines, 'line');
      for (const item of line) item.values ? this.matrix(row, item) : made('span', row, item.words ? 'sign-text words' : 'sign-text', item.text);
    }
  }

  matrix(row, item) {
    const block = made('figure', row, item.step === null ? 'matrix' : 'matrix vector', '', { 'aria-label': item.spoken });
    const title = made('figcaption', block);
    title.append(item.title);
    made('sub', title, '', item.sub);
    const table = made('div', block, 'table');
    const wide = item.values[0].length, grid = made('div', table, 'grid', '', { style: `--columns: ${wide}` });
    if (item.columns) for (const name of item.columns) made('span', grid, 'head', name, { 'aria-hidden': 'true' });
    item.values.forEach((values, number) => values.forEach((_, column) => {
      const cell = made('input', grid, 'cell', '', {
        type: 'text', inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false', 'aria-label': item.names[number][column],
      });
      cell.readOnly = !item.editable;
      if (!item.editable) cell.tabIndex = -1;
      const [one, two] = item.step === null ? [number + 1, column + 1] : [item.step, number + 1];
      cell.place = { name: item.name, one, two, row: number, column, block };
      this.cells.set(`${item.key} ${number} ${column}`, cell);
    }));
    if (item.rows) {
      const side = made('ol', table, 'side', '', { 'aria-hidden': 'true' });
      for (const name of item.rows) made('li', side, '', name);
    }
    made('span', block, 'shape', item.shape);
  }

  fill(lines) {
    for (const item of lines.flat()) {
      if (!item.values) continue;
      const widest = Math.max(...item.values.flat().map((text) => text.length));
      item.values.forEach((values, number) => values.forEach((text, column) => {
        const cell = this.cells.get(`${item.key} ${number} ${column}`);
        const drawn = [text, item.raw[number][column], item.edited[number][column], item.quiet?.[number][column], item.shades?.[number]?.[column], widest].join();
        if (cell.drawn === drawn && cell.value === text && !cell.hasAttribute('aria-invalid')) return;  // most numbers stay as they are
        cell.drawn = drawn;
        cell.shown = text;
        cell.raw = item.raw[number][column];
        cell.classList.toggle('edited', item.edited[number][column]);
        cell.classList.toggle('quiet', Boolean(item.quiet?.[number][column]));
        cell.style.width = `${Math.max(widest, 4) + 1.2}ch`;
        cell.style.background = item.shades?.[number]?.[column] ?? '';
        if (cell !== this.now || !cell.dirty) cell.start = cell.value = cell === this.now ? cell.raw : text;
        cell.removeAttribute('aria-invalid');
        cell.removeAttribute('aria-describedby');
      }));
    }
  }

  refuse(refused) {
    this.sentence.textContent = refused?.sentence ?? '';
    if (!refused) return;
    for (const cell of this.cells.values()) {
      const { name, one, two } = cell.place;
      if (cell.readOnly || name !== refused.name || one !== refused.one || two !== refused.two) continue;
      if (cell !== this.now || !cell.dirty) cell.start = cell.value = refused.text;
      cell.setAttribute('aria-invalid', 'true');
      cell.setAttribute('aria-describedby', 'refused');
      cell.closest('.line').after(this.sentence);
    }
  }

  // what the visitor does

  enter(cell) {
    if (!cell.place) return;
    this.now = cell;
    cell.dirty = false;
    if (!cell.hasAttribute('aria-invalid')) cell.value = cell.raw;
    cell.start = cell.value;
    cell.select();
    cell.oninput = () => { cell.dirty = true; };
    if (!cell.readOnly && matchMedia('(pointer: coarse)').matches) this.offer(cell);
  }

  offer(cell) { // the key that a phone's pad of digits lacks: beside the matrix, or where there is no room, beside the box
    const box = cell.getBoundingClientRect(), all = this.place.getBoundingClientRect();
    this.sign.classList.add('shown');
    const wide = this.sign.offsetWidth, fits = (left) => left + wide <= all.right;
    const left = [cell.closest('.table').getBoundingClientRect().right + 4, box.right + 6].find(fits) ?? box.left - wide - 6;
    this.sign.style.left = `${Math.max(0, left - all.left)}px`;
    this.sign.style.top = `${box.top - all.top + (box.height - this.sign.offsetHeight) / 2}px`;
  }

  leave(cell) {
    if (!cell.place) return;
    this.commit(cell);
    this.now = null;
    this.sign.classList.remove('shown');
    if (!cell.hasAttribute('aria-invalid') && cell.value === cell.start) cell.value = cell.shown;
  }

  commit(cell) {
    if (cell.readOnly || cell.value === cell.start) return;
    const { name, one, two } = cell.place;
    cell.start = cell.value;
    cell.dirty = false;
    this.tell({ name, one, two, text: cell.value.slice(0, 40) });
  }

  turn() {
    const cell = this.now;
    if (!cell) return;
    cell.value = /^[-−]/.test(cell.value) ? cell.value.slice(1) : `-${cell.value}`;
    cell.dirty = true;
  }

  key(event) {
    const cell = event.target;
    if (!cell.place || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const ends = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length, last = cell.selectionEnd === cell.value.length;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (ends || cell.selectionEnd === 0) moves.ArrowLeft = [0, -1];
    if (ends || (last && cell.selectionStart === cell.selectionEnd)) moves.ArrowRight = [0, 1];
    if (event.key === 'Enter') {
      this.commit(cell);
      setTimeout(() => { if (cell === this.now) cell.select(); }); // what was entered leaves first: a browser paints before all else
    } else if (event.key === 'Escape') {
      cell.value = cell.start = cell.raw;
      cell.dirty = false;
      cell.removeAttribute('aria-invalid');
      this.sentence.textContent = '';
      cell.select();
    } else if (moves[event.key]) {
      this.move(cell, ...moves[event.key]);
    } else return;
    event.preventDefault();
  }

  move(cell, down, across) {
    for (const other of this.cells.values()) {
      const { block, row, column } = other.place;
      if (block === cell.place.block && row === cell.place.row + down && column === cell.place.column + across) return other.focus();
    }
  }
}
