// A list to tick names in, which answers in the frame after a click however many names there are.
// What it sends is every ticked name, those ticked last at the end, and when: an answer to an older message changes no tick.

const FEW = 8; // names that need no search

class Box {
  constructor(root) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { label: find('.label'), help: find('.help'), find: find('.find'), list: find('.list') });
    Object.assign(this, { nothing: find('.nothing'), count: find('.count'), none: find('.none'), rows: new Map(), chosen: [], sent: 0 });
    for (const name of ['keydown', 'keyup', 'keypress']) this.find.addEventListener(name, (event) => event.stopPropagation());
    this.find.addEventListener('input', () => this.search());
    this.list.addEventListener('change', (event) => this.tick(event.target));
    this.none.addEventListener('click', () => this.tell([]));
  }

  receive(data) {
    if (!this.data) this.sent = data.at; // of a list that stood here before
    this.data = data;
    this.label.textContent = data.label;
    this.list.setAttribute('aria-label', data.label);
    this.help.dataset.help = data.help;
    this.help.setAttribute('aria-label', data.help);
    if (data.at === this.sent) this.chosen = data.chosen;
    const offered = JSON.stringify(data.names);
    if (offered !== this.offered) this.fill(data.names);
    this.offered = offered;
    this.show();
  }

  fill(names) { // what is ticked stands first; a tick moves nothing
    const ticked = new Set(this.chosen), first = names.filter(([name]) => ticked.has(name)), rest = names.filter(([name]) => !ticked.has(name));
    this.rows = new Map([...first, ...rest].map(([name, title, whose]) => [name, this.row(name, title, whose)]));
    this.list.replaceChildren(...[...this.rows.values()].map((one) => one.place));
    this.find.hidden = names.length <= FEW;
    this.search();
  }

  row(name, title, whose) {
    const place = document.createElement('label'), box = document.createElement('input'), text = document.createElement('span');
    Object.assign(box, { type: 'checkbox', value: name });
    const said = document.createElement('small');
    said.textContent = whose;
    text.append(title, said);
    place.append(box, text);
    return { place, box, words: `${title} ${whose}`.toLowerCase() };
  }

  search() {
    const words = this.find.hidden ? [] : this.find.value.toLowerCase().split(/\s+/);
    let found = 0;
    for (const { place, words: known } of this.rows.values()) {
      place.hidden = !words.every((word) => known.includes(word));
      found += !place.hidden;
    }
    this.list.hidden = !found;
    this.nothing.textContent = found ? '' : 'None is called so.';
  }

  tick({ value, checked }) {
    const others = this.chosen.filter((name) => name !== value);
    this.tell(checked ? [...others, value] : others);
  }

  tell(chosen) {
    this.chosen = chosen;
    this.show();
    this.sent = Math.max(Date.now(), this.sent + 1);
    this.sendValue('typed', { names: chosen.join(','), at: this.sent });
  }

  show() {
    const ticked = new Set(this.chosen), { most } = this.data;
    for (const [name, { box }] of this.rows) {
      if (box.checked !== ticked.has(name)) box.checked = !box.checked;
      if (box.disabled !== (ticked.size >= most && !box.checked)) box.disabled = !box.disabled;
    }
    this.count.textContent = ticked.size >= most ? `${ticked.size} chosen, the most` : `${ticked.size} of ${this.rows.size} chosen`;
    this.none.hidden = !ticked.size;
  }
}
