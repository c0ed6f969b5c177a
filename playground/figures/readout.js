// What stands under the pointer, said beside it: a rectangle of a drawing with data-readout is a grid of even columns and rows,
// each with its value. Names and values may be anybody's text: they are written as text alone.

const unpacked = (read) => { // numbers come as base64 of 32 bits each
  if (typeof read.values !== 'string') return read;
  const bytes = Uint8Array.from(atob(read.values), (letter) => letter.charCodeAt(0));
  return { ...read, values: [...new Float32Array(bytes.buffer)].map((value) => value.toFixed(2).replace(/^-(?!0\.00$)/, '−').replace('-', '')) };
};

function readout(frame) { // the drawings inside a frame
  const made = (name) => Object.assign(frame.ownerDocument.createElement('div'), { className: name, hidden: true });
  const mark = made('readout-mark'), words = made('readout');
  words.setAttribute('aria-hidden', 'true');
  const hide = () => { mark.hidden = words.hidden = true; };
  frame.addEventListener('pointermove', (event) => tell(event));
  frame.addEventListener('pointerdown', (event) => tell(event));
  for (const name of ['pointerleave', 'scroll']) frame.addEventListener(name, hide);

  const tell = (event) => {
    const part = event.target.closest('[data-readout]');
    if (!part) return hide();
    part.read ??= unpacked(JSON.parse(part.dataset.readout));
    const { columns, rows, values, said } = part.read, box = part.getBoundingClientRect(), all = frame.getBoundingClientRect();
    const at = (place, start, size, count) => Math.max(0, Math.min(count - 1, Math.floor(((place - start) / size) * count)));
    const column = at(event.clientX, box.left, box.width, columns.length), row = at(event.clientY, box.top, box.height, rows.length);
    const named = { row: rows[row], column: columns[column], value: values[row * columns.length + column] };
    words.textContent = said.replace(/\{(row|column|value)\}/g, (_, name) => named[name]);
    if (mark.parentNode !== frame) frame.append(mark, words);
    mark.hidden = words.hidden = false;
    const wide = box.width / columns.length, high = box.height / rows.length;
    const left = box.left - all.left + frame.scrollLeft + column * wide, top = box.top - all.top + row * high;
    Object.assign(mark.style, { left: `${left}px`, top: `${top}px`, width: `${wide}px`, height: `${high}px` });
    const right = event.clientX - all.left + 14, fits = right + words.offsetWidth <= all.width;
    const x = fits ? right : Math.max(0, event.clientX - all.left - 14 - words.offsetWidth);
    const y = Math.max(0, Math.min(event.clientY - all.top + 14, all.height - words.offsetHeight));
    Object.assign(words.style, { left: `${x + frame.scrollLeft}px`, top: `${y}px` });
  };
}
