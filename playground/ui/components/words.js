// A text box for words, with those that begin as typed below it, each a button.
// Every answer says what the next letter will need, so that a key is answered here, in the frame after it.

const REST = 350;       // ms without a key after which the page may show the words
const PATIENCE = 3000;  // ms after which an answer is no longer waited for
const KEPT = 5000;      // beginnings whose words are kept

class Box {
  constructor(root, data) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { input: find('input'), row: find('.row'), say: find('.say'), label: find('label'), help: find('.help') });
    Object.assign(this, { number: data.number, version: data.version, buttons: [], ahead: new Map(), waits: false, next: null });
    this.input.value = data.text;
    for (const name of ['keydown', 'keyup', 'keypress']) this.input.addEventListener(name, (event) => event.stopPropagation());
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing) this.settle(); });
  }

  typed() {
    this.draw();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.settle(), REST);
    this.send(false);
  }

  settle() {
    clearTimeout(this.rest);
    this.send(true);
  }

  take(word) {
    const [before, comma] = cut(this.input.value);
    this.input.value = comma ? `${before}${comma} ${word}` : word;
    this.draw();
    this.settle();
  }

  // to the server and back

  send(settled) {
    if (this.waits) {
      this.next = { settled };
      return;
    }
    Object.assign(this, { waits: true, next: null, number: this.number + 1 });
    clearTimeout(this.timeout);
    this.timeout = setTimeout(() => this.answered(), PATIENCE);
    this.sendValue('typed', { number: this.number, text: this.input.value, settled, version: this.version });
  }

  answered() {
    clearTimeout(this.timeout);
    this.waits = false;
    if (this.next) this.send(this.next.settled);
  }

  receive(data) {
    this.label.textContent = data.label;
    this.help.dataset.help = data.help;
    this.help.setAttribute('aria-label', data.help);
    this.input.maxLength = data.longest;
    if (data.version !== this.version) this.give(data);
    if (data.set !== this.set || this.ahead.size > KEPT) this.ahead.clear();
    this.set = data.set;
    for (const [begun, words] of Object.entries(data.ahead)) this.ahead.set(begun, words);
    if (data.text === this.input.value) this.show(data.words, data.say);
    else this.draw();  // the visitor has typed on, and the next answer is on its way
    if (data.number === this.number && this.waits) this.answered();
  }

  give(data) {  // a chip or a link: the visitor asked for other words
    clearTimeout(this.rest);
    clearTimeout(this.timeout);
    Object.assign(this, { version: data.version, waits: false, next: null });
    this.input.value = data.text;
  }

  // what is seen

  draw() {  // the words that are known here already, until the answer comes
    const typed = cut(this.input.value)[2].trim(), words = this.ahead.get(typed.toLowerCase());
    if (words) this.show(words.includes(typed) ? [typed, ...words.filter((word) => word !== typed)] : words, '');
  }

  show(words, say) {
    if (this.say.textContent !== say) this.say.textContent = say;
    while (this.buttons.length < words.length) this.buttons.push(this.button());
    this.buttons.forEach((button, place) => {
      const word = words[place] ?? '';
      button.hidden = !word;
      if (button.textContent !== word) button.textContent = word;
    });
  }

  button() {
    const button = this.row.appendChild(document.createElement('button'));
    button.type = 'button';
    button.addEventListener('click', () => this.take(button.textContent));
    return button;
  }
}

const cut = (text) => {  // what stands before the last comma, the comma, and the word that is being typed
  const place = text.lastIndexOf(',');
  return [text.slice(0, Math.max(place, 0)), place < 0 ? '' : ',', text.slice(place + 1)];
};
