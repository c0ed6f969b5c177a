// Very many lines on one pair of axes, as SVG that is made anew in a few milliseconds; what figures/sheet.py says, and nothing else.
// A visitor points at a line to read it and see it whole, drags to zoom, clicks twice to zoom out, and switches cells off and on.

const NS = 'http://www.w3.org/2000/svg';
const KINDS = { i2: Int16Array, i4: Int32Array, f4: Float32Array };
const MARGIN = { left: 72, right: 24, top: 6, bottom: 48 };
const NEAR = 30, MOVED = 6;  // pixels: within which a point is meant, and beyond which a press is a drag

function svg(name, attributes, parent) {
  const made = document.createElementNS(NS, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (parent) parent.appendChild(made);
  return made;
}

function numbers(packed) {
  const text = atob(packed.bytes), bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place++) bytes[place] = text.charCodeAt(place);
  return new KINDS[packed.kind](bytes.buffer);
}

// axes

function range(values, log, floor) {
  let low = Infinity, high = -Infinity;
  for (const array of values) {
    for (const value of array) {
      if (value < low && (!log || value > 0)) low = value;
      if (value > high) high = value;
    }
  }
  if (!(low <= high)) return log ? [1, 10] : [0, 1];
  if (floor) low = Math.min(low, 0);
  return low === high ? [log ? low / 2 : low - 1, log ? high * 2 : high + 1] : [low, high];
}

function ticks(low, high, log, most) {
  if (log) {
    const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high)), found = [];
    const every = Math.ceil((last - first) / most), parts = last - first <= most / 2 ? [1, 2, 5] : [1];
    for (let power = first; power <= last; power += every) found.push(...parts.map((part) => part * 10 ** power));
    const inside = found.filter((value) => value >= low * 0.999 && value <= high * 1.001);
    if (inside.length > 2) return inside;  // a short stretch has hardly any power of ten
  }
  const rough = (high - low) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((part) => part * power).find((size) => size >= rough);
  const found = [];
  for (let count = Math.ceil(low / step - 1e-9); count * step <= high + 1e-9 * step; count++) found.push(count * step);
  return found;
}

const SIX = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });
const FOUR = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

function said(value) {
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e9 || size < 1e-4) ? value.toExponential(0).replace('+', '') : SIX.format(value);
}

class Scale {
  constructor(from, to, log, start, end) {
    this.log = log;
    this.low = log ? Math.log10(from) : from;
    this.by = (end - start) / ((log ? Math.log10(to) : to) - this.low);
    this.start = start;
  }
  at(value) {
    return this.start + this.by * ((this.log ? Math.log10(value) : value) - this.low);  // not a number where there is no such place
  }
  back(place) {
    const value = this.low + (place - this.start) / this.by;
    return this.log ? 10 ** value : value;
  }
}

class Box {
  constructor(root) {
    this.frame = root.querySelector('.curves');
    this.plot = root.querySelector('.plot');
    this.tip = root.querySelector('.tip');
    this.legend = root.querySelector('.legend');
    this.hidden = new Set();
    this.zoom = null;
    this.tools(root.querySelector('.tools'));
    this.listen();
  }

  receive(told) {
    if (told.waits) requestAnimationFrame(() => setTimeout(() => this.sendValue('typed', told.version)));
    if (this.told && told.version === this.told.version) { this.told = told; return; }
    this.told = told;
    this.traces = told.traces.map((one) => ({ ...one, x: numbers(one.x), y: numbers(one.y) }));
    this.zoom = null;
    this.frame.style.color = told.text;
    this.frame.style.fontFamily = told.font;
    this.frame.style.setProperty('--curves-background', told.background);
    this.frame.setAttribute('role', 'figure');
    this.frame.setAttribute('aria-label', told.alt);
    this.draw();
    this.names();
  }

  // drawing

  draw() {
    const { told } = this, width = Math.max(this.frame.clientWidth - this.padding(), 200), height = this.height();
    const shown = this.traces.filter((one) => !this.hidden.has(one.group));
    const across = this.zoom?.x ?? range(shown.map((one) => one.x), told.x.log);
    const up = this.zoom?.y ?? told.y.range ?? this.roomy(range(shown.map((one) => one.y), told.y.log, told.y.floor));
    const right = width - MARGIN.right, bottom = height - MARGIN.bottom;
    this.x = new Scale(...across, told.x.log, MARGIN.left, right);
    this.y = new Scale(...up, told.y.log, bottom, MARGIN.top);
    this.width = width;
    this.svg = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': told.font, fill: told.text });
    this.axes(across, up, right, bottom);
    const clip = svg('clipPath', { id: 'field' }, svg('defs', {}, this.svg));
    const field = { x: MARGIN.left, y: MARGIN.top, width: right - MARGIN.left, height: bottom - MARGIN.top };
    svg('rect', field, clip);
    const group = svg('g', { 'clip-path': 'url(#field)', fill: 'none', 'stroke-linejoin': 'round' }, this.svg);
    for (const one of shown) svg('path', { d: this.path(one), ...this.look(one) }, group);
    this.marked = svg('g', { 'clip-path': 'url(#field)', fill: 'none' }, this.svg);
    svg('rect', { ...field, fill: 'transparent', class: 'field' }, this.svg);
    this.plot.replaceChildren(this.svg);
    this.shown = shown.filter((one) => one.names);
    this.tip.hidden = true;
  }

  height() { return document.fullscreenElement ? window.innerHeight - 80 : this.told.height - 34; }
  padding() { return document.fullscreenElement ? 32 : 0; }

  roomy([low, high]) {
    if (this.told.y.log) return [low / (high / low) ** 0.05, high * (high / low) ** 0.05];
    const room = 0.05 * (high - low);
    return [this.told.y.floor && low === 0 ? 0 : low - room, high + room];
  }

  look(one) {
    return one.names ? { stroke: one.colour, 'stroke-width': one.width } : { fill: one.colour, stroke: 'none' };
  }

  path(one) {
    const { x, y } = one;
    let drawn = '', begun = false;
    for (let place = 0; place < x.length; place++) {
      const across = this.x.at(x[place]), up = this.y.at(y[place]);
      if (Number.isFinite(across) && Number.isFinite(up)) {
        drawn += `${begun ? 'L' : 'M'}${Math.round(10 * across) / 10} ${Math.round(10 * up) / 10}`;
        begun = true;
      } else if (begun && Number.isNaN(y[place])) {
        if (!one.names) drawn += 'Z';
        begun = false;
      }
    }
    return drawn;
  }

  axes(across, up, right, bottom) {
    const { told } = this, grid = svg('g', { stroke: told.grid }, this.svg), labels = svg('g', { 'font-size': 12 }, this.svg);
    for (const value of ticks(...across, told.x.log, Math.max(3, (right - MARGIN.left) / 90))) {
      const at = this.x.at(value);
      svg('line', { x1: at, x2: at, y1: MARGIN.top, y2: bottom }, grid);
      svg('text', { x: at, y: bottom + 16, 'text-anchor': 'middle' }, labels).textContent = said(value);
    }
    for (const value of ticks(...up, told.y.log, Math.max(3, (bottom - MARGIN.top) / 48))) {
      const at = this.y.at(value);
      svg('line', { x1: MARGIN.left, x2: right, y1: at, y2: at }, grid);
      svg('text', { x: MARGIN.left - 5, y: at + 4, 'text-anchor': 'end' }, labels).textContent = said(value);
    }
    svg('path', { d: `M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}`, stroke: told.muted, fill: 'none' }, this.svg);
    const titles = svg('g', { 'font-size': 13, 'text-anchor': 'middle' }, this.svg), middle = (MARGIN.top + bottom) / 2;
    svg('text', { class: 'xtitle', x: (MARGIN.left + right) / 2, y: bottom + 40 }, titles).textContent = told.x.title;
    svg('text', { class: 'ytitle', transform: `translate(16 ${middle})rotate(-90)` }, titles).textContent = told.y.title;
  }

  // the legend and the tools above the axes

  names() {
    const named = this.traces.filter((one) => one.names);
    const state = JSON.stringify([named.map((one) => [one.name, one.colour]), [...this.hidden]]);
    if (state === this.named) return;
    this.named = state;
    this.legend.replaceChildren(...named.map((one) => {
      const button = document.createElement('button'), line = document.createElement('i');
      line.style.color = one.colour;
      button.append(line, one.name);
      button.setAttribute('aria-pressed', String(!this.hidden.has(one.group)));
      button.title = 'Hide or show these lines; twice: these alone';
      button.onclick = () => this.toggle([one.group]);
      button.ondblclick = () => this.alone(one.group, named);
      return button;
    }));
  }

  toggle(groups) {
    for (const group of groups) if (!this.hidden.delete(group)) this.hidden.add(group);
    this.draw();
    this.names();
  }

  alone(group, named) {
    const others = named.map((one) => one.group).filter((one) => one !== group);
    this.hidden = new Set(others.every((one) => this.hidden.has(one)) ? [] : others);
    this.draw();
    this.names();
  }

  tools(place) {
    const tool = (shape, label, act) => {
      const button = document.createElement('button');
      svg('path', { d: shape }, svg('svg', { viewBox: '0 0 16 16' }, button));
      button.title = label;
      button.setAttribute('aria-label', label);
      button.onclick = act;
      place.append(button);
    };
    tool('M2 5h3l1-2h4l1 2h3v8H2zM8 6.5a2.3 2.3 0 1 0 .01 0', 'Download as a picture', () => this.save());
    tool('M2 8l6-5 6 5M4 7v6h8V7', 'Reset axes', () => { this.zoom = null; this.draw(); });
    tool('M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4', 'Fullscreen', () => {
      if (document.fullscreenElement) document.exitFullscreen(); else this.frame.requestFullscreen?.();
    });
  }

  // the pointer

  listen() {
    const resized = new ResizeObserver(() => {
      if (this.told && Math.max(this.frame.clientWidth - this.padding(), 200) !== this.width) this.draw();
    });
    resized.observe(this.frame);
    this.plot.addEventListener('pointermove', (event) => this.move(event));
    this.plot.addEventListener('pointerleave', () => this.forget());
    this.plot.addEventListener('pointerdown', (event) => this.press(event));
    this.plot.addEventListener('pointerup', (event) => this.release(event));
    this.plot.addEventListener('dblclick', () => { this.zoom = null; this.draw(); });
  }

  place(event) {
    const box = this.svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event) {
    if (event.pointerType !== 'mouse') { this.read(...this.place(event)); return; }
    if (event.button !== 0 || !event.target.classList.contains('field')) return;
    this.from = this.place(event);
    this.plot.setPointerCapture?.(event.pointerId);
    this.forget();
  }

  move(event) {
    const [across, up] = this.place(event);
    if (!this.from) { if (event.pointerType === 'mouse') this.read(across, up); return; }
    this.marked.replaceChildren();
    svg('rect', { ...this.dragged(across, up), fill: this.told.muted, 'fill-opacity': 0.2, stroke: this.told.muted }, this.marked);
  }

  dragged(across, up) {
    const [x, y] = this.from, flat = Math.abs(up - y) < 2 * MOVED, tall = Math.abs(across - x) < 2 * MOVED;
    const bottom = this.height() - MARGIN.bottom, right = this.width - MARGIN.right;
    return {
      x: tall ? MARGIN.left : Math.min(x, across), width: tall ? right - MARGIN.left : Math.abs(across - x),
      y: flat ? MARGIN.top : Math.min(y, up), height: flat ? bottom - MARGIN.top : Math.abs(up - y),
    };
  }

  release(event) {
    if (!this.from) return;
    const [across, up] = this.place(event), box = this.dragged(across, up);
    const moved = Math.max(Math.abs(across - this.from[0]), Math.abs(up - this.from[1])) > MOVED;
    this.from = null;
    this.marked.replaceChildren();
    if (!moved) return;
    this.zoom = {
      x: [this.x.back(box.x), this.x.back(box.x + box.width)], y: [this.y.back(box.y + box.height), this.y.back(box.y)],
    };
    this.draw();
  }

  read(across, up) {
    let best = NEAR ** 2, trace = null, at = 0;
    for (const one of this.shown) {
      for (let place = 0; place < one.x.length; place++) {
        const far = (this.x.at(one.x[place]) - across) ** 2 + (this.y.at(one.y[place]) - up) ** 2;
        if (far < best) { best = far; trace = one; at = place; }
      }
    }
    if (trace) this.tell(trace, at); else this.forget();
  }

  tell(trace, at) {
    const line = trace.ends.findIndex((end) => end >= at), start = line ? trace.ends[line - 1] + 1 : 0, end = trace.ends[line] + 1;
    const whole = { names: true, x: trace.x.subarray(start, end), y: trace.y.subarray(start, end) };
    const x = this.x.at(trace.x[at]), y = this.y.at(trace.y[at]);
    this.marked.replaceChildren();
    svg('path', { d: this.path(whole), stroke: this.told.background, 'stroke-width': 5 }, this.marked);
    svg('path', { d: this.path(whole), stroke: trace.colour, 'stroke-width': 2.5 }, this.marked);
    svg('circle', { cx: x, cy: y, r: 4, fill: trace.colour }, this.marked);
    const rows = [trace.names[line], `${FOUR.format(trace.y[at])}${trace.unit}`,
      this.told.x.said.replace('{}', said(trace.x[at]))];
    this.tip.replaceChildren(...rows.map((text, place) => {
      const row = document.createElement(place ? 'span' : 'b');
      row.textContent = text;
      return row;
    }));
    Object.assign(this.tip.style, { background: this.told.background, borderColor: trace.colour });
    this.tip.hidden = false;
    const box = this.plot.getBoundingClientRect(), frame = this.frame.getBoundingClientRect(), left = x > this.width / 2;
    this.tip.style.left = left ? '' : `${x + 12}px`;
    this.tip.style.right = left ? `${frame.width - x + 12}px` : '';
    this.tip.style.top = `${box.top - frame.top + Math.max(0, y - 30)}px`;
  }

  forget() {
    this.marked?.replaceChildren();
    this.tip.hidden = true;
  }

  // a file: the same drawing with its legend above

  picture() {
    const copy = this.svg.cloneNode(true), height = this.height();
    copy.setAttribute('xmlns', NS);
    copy.setAttribute('viewBox', `0 -30 ${this.width} ${height + 30}`);
    copy.setAttribute('height', height + 30);
    let left = MARGIN.left;
    for (const one of this.shown) {
      svg('path', { d: `M${left} -12h22`, stroke: one.colour, 'stroke-width': 3 }, copy);
      svg('text', { x: left + 28, y: -8, 'font-size': 14 }, copy).textContent = one.name;
      left += 48 + 8 * one.name.length;
    }
    return new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
  }

  save() {
    const file = this.picture(), name = this.told.file;
    if (this.told.picture === 'svg') { this.give(file, `${name}.svg`); return; }
    const image = new Image();
    image.onload = () => {
      const sheet = document.createElement('canvas');
      [sheet.width, sheet.height] = [2 * image.width, 2 * image.height];
      sheet.getContext('2d').drawImage(image, 0, 0, sheet.width, sheet.height);
      URL.revokeObjectURL(image.src);
      sheet.toBlob((made) => this.give(made, `${name}.png`));
    };
    image.src = URL.createObjectURL(file);
  }

  give(file, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
