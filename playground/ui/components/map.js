// Words as points that can be dragged, zoomed, searched and lassoed. The words may be a stranger's: they reach the page as text alone.

const LABELS = 70, LABELS_NARROW = 26, NARROW = 520; // labels at once, and the width in pixels below which there are fewer
const REACH = 14, DRAG = 4; // pixels: how near a click has to be, and how far a drag has to go
const FLIGHT = 450; // milliseconds from one picture to the next
const MOST_CHOSEN = 500; // words of a lasso
const TRIED = 4000; // words that may get a label: those of a known kind first, the most frequent of them
const EDGE = 28; // pixels kept free around the points
const FONT = 12;
const maps = new WeakMap(); // the export below is called again at every rerun of the page

export default function ({ parentElement, data, setStateValue }) {
  let map = maps.get(parentElement);
  if (!map) maps.set(parentElement, (map = new Map_(parentElement.querySelector('.map'))));
  map.tell = (what) => setStateValue('told', { ...what, at: Date.now() });
  map.receive(data);
}

class Map_ {
  constructor(place) {
    this.place = place;
    this.view = { scale: 1, x: 0, y: 0, yaw: 0.6, pitch: 0.35 };
    this.pointers = new Map();
    this.found = new Set();
    this.hover = -1;
    this.build();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.canvas);
  }

  build() {
    const tools = element('div', 'tools');
    this.search = element('input', '', { type: 'search', placeholder: 'Find words', 'aria-label': 'Find words on the map' });
    this.count = element('span', 'found', { 'aria-live': 'polite' });
    this.lassoButton = this.button('Lasso', 'Draw around words to select them', () => this.setLasso(!this.lassoing));
    const apart = element('span', 'apart');
    tools.append(this.search, this.count, apart, this.lassoButton,
      this.button('+', 'Zoom in', () => this.zoom(1.4)), this.button('−', 'Zoom out', () => this.zoom(1 / 1.4)),
      this.button('Fit', 'Show the whole map', () => this.fit()),
      this.button('PNG', 'Save what is shown as a PNG picture', () => this.savePNG()),
      this.button('SVG', 'Save what is shown as an SVG picture', () => this.saveSVG()));
    this.canvas = element('canvas', '', { tabindex: '0', role: 'img' });
    this.legend = element('ul', 'legend');
    this.hint = element('p', 'hint');
    this.live = element('p', 'unseen', { 'aria-live': 'polite' });
    this.place.replaceChildren(tools, this.canvas, this.legend, this.hint, this.live);
  }

  button(label, title, act) {
    const made = element('button', '', { type: 'button', title, ...(label.length < 2 && { 'aria-label': title }) }, label);
    made.onclick = act;
    return made;
  }

  receive(data) {
    const fresh = data.version !== this.version;
    const turned = this.data && data.dimensions !== this.data.dimensions;
    this.data = data;
    if (fresh) {
      this.version = data.version;
      this.words = data.words;
      this.lower = data.words.map((word) => word.toLowerCase());
      this.of = bytes(data.of);
      this.groups = data.palette.map(() => []);
      this.of.forEach((colour, index) => this.groups[colour].push(index));
      this.order = [false, true].flatMap((quiet) => data.words.map((_, i) => i).filter((i) => (this.of[i] === data.quiet) === quiet));
      this.drawLegend();
      this.look();
    }
    const points = places(data.points);
    this.reach = reach(points, data);
    if (fresh && (turned || !this.points || this.points.length !== points.length || !data.moving)) this.jump(points);
    else this.fly(points);
    this.near = new Set(data.near);
    this.canvas.setAttribute('aria-label', data.alt);
    this.hint.textContent = data.dimensions === 3
      ? 'Drag to turn, use + and − to zoom (or the wheel after a click), click a word to see its neighbours.'
      : 'Drag to move, use + and − to zoom (or the wheel after a click), click a word to see its neighbours.';
    this.canvas.style.height = `${this.place.clientWidth < NARROW ? Math.min(data.height, 440) : data.height}px`;
    if (data.chosen !== this.chosen) {
      this.chosen = data.chosen;
      this.live.textContent = data.chosen >= 0 ? `${this.words[data.chosen]}: near it ${data.near.slice(0, 5).map((i) => this.words[i]).join(', ')}.` : '';
    }
    this.resize();
  }

  jump(points) {
    this.points = this.target = points;
    this.flight = null;
    if (!this.kept) this.fit();
    this.paint();
  }

  fly(points) { // from where the points are now to where they should be
    if (same(points, this.target)) return this.paint();
    this.target = points;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches || this.points.length !== points.length) return this.jump(points);
    const start = performance.now(), from = this.points.slice();
    const flight = (this.flight = {});
    const tick = (now) => {
      if (this.flight !== flight) return;
      const share = Math.min(1, (now - start) / FLIGHT);
      this.points = from.map((value, index) => value + share * (points[index] - value));
      this.draw();
      if (share < 1) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  resize() {
    const ratio = devicePixelRatio || 1, width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    if (!width || !height) return;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.paint();
  }

  paint() { // once a frame, however often it is asked for
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  }

  // where things are

  project() { // the points in pixels: x, y, and how near (1 is middle) in three dimensions
    const { points, view } = this, size = this.data.dimensions, total = points.length / size;
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    const rooms = [(width / 2 - EDGE) / this.reach[0], (height / 2 - EDGE) / this.reach[1]], least = Math.min(...rooms);
    const [across, up] = rooms.map((room) => (this.data.axes ? room : least) * view.scale); // distances are true but on named axes
    const xs = new Float32Array(total), ys = new Float32Array(total), zs = new Float32Array(total).fill(1);
    const [cy, sy, cp, sp] = [Math.cos(view.yaw), Math.sin(view.yaw), Math.cos(view.pitch), Math.sin(view.pitch)];
    for (let i = 0; i < total; i++) {
      let x = points[i * size], y = points[i * size + 1];
      if (size === 3) {
        const z = points[i * size + 2], turned = cy * x + sy * z, deep = cy * z - sy * x;
        [x, y] = [turned, cp * y - sp * deep];
        zs[i] = 2.6 / (2.6 + sp * points[i * size + 1] + cp * deep);
        [x, y] = [x * zs[i], y * zs[i]];
      }
      xs[i] = width / 2 + (x - view.x) * across;
      ys[i] = height / 2 - (y - view.y) * up;
    }
    this.screen = { xs, ys, zs, across, up };
    return this.screen;
  }

  draw() {
    if (!this.points || !this.canvas.width) return;
    const context = this.canvas.getContext('2d'), ratio = devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.paintOn(context, this.canvas.clientWidth, this.canvas.clientHeight);
  }

  paintOn(context, width, height) {
    const { xs, ys, zs } = this.project(), { theme, palette } = this.data;
    context.fillStyle = theme.background;
    context.fillRect(0, 0, width, height);
    this.drawAxes(context, width, height);
    const dim = this.chosen >= 0 || this.near.size > 0 || this.found.size > 0, size = this.words.length > 6000 ? 1.6 : this.words.length > 1500 ? 2.2 : 3;
    for (let colour = palette.length - 1; colour >= 0; colour--) { // what has a name of its own is drawn above the others
      context.fillStyle = palette[colour];
      for (const i of this.groups[colour]) {
        if (xs[i] < -5 || ys[i] < -5 || xs[i] > width + 5 || ys[i] > height + 5) continue;
        const marked = i === this.chosen || this.near.has(i) || this.found.has(i);
        context.globalAlpha = marked ? 1 : dim ? 0.35 : 0.8;
        const radius = (marked ? size + 1.5 : size) * zs[i];
        context.beginPath();
        context.arc(xs[i], ys[i], radius, 0, 6.3);
        context.fill();
      }
    }
    context.globalAlpha = 1;
    this.nameAxes(context, width, height);
    if (this.chosen >= 0) this.drawLines(context, xs, ys);
    for (const [i, , x, y] of this.labels(context, width, height)) this.label(context, i, x, y);
    if (this.path) this.drawPath(context);
  }

  drawAxes(context, width, height) {
    const { axes, theme } = this.data;
    if (!axes) return;
    context.strokeStyle = theme.grid;
    const { across, up } = this.screen, x0 = width / 2 + (axes.zero[0] - this.view.x) * across, y0 = height / 2 - (axes.zero[1] - this.view.y) * up;
    context.beginPath();
    context.moveTo(x0, 0); context.lineTo(x0, height); context.moveTo(0, y0); context.lineTo(width, y0);
    context.stroke();
    this.origin = [Math.max(40, Math.min(width - 40, x0)), Math.max(20, Math.min(height - 20, y0))];
  }

  nameAxes(context, width, height) { // at the ends of both lines, wherever they run
    const { axes, theme } = this.data;
    if (!axes) return;
    const [x, y] = this.origin, [left, right] = axes.x, [bottom, top] = axes.y;
    context.font = `bold ${FONT + 2}px sans-serif`;
    context.fillStyle = theme.text;
    context.strokeStyle = theme.background;
    context.lineWidth = 4;
    for (const [text, px, py, align] of [
      [`← ${left}`, 8, y - 7, 'left'], [`${right} →`, width - 8, y - 7, 'right'], [`↑ ${top}`, x + 6, 18, 'left'], [`↓ ${bottom}`, x + 6, height - 8, 'left'],
    ]) {
      context.textAlign = align;
      context.strokeText(text, px, py);
      context.fillText(text, px, py);
    }
    context.textAlign = 'left';
    context.lineWidth = 1;
  }

  drawLines(context, xs, ys) {
    context.strokeStyle = this.data.theme.text;
    context.globalAlpha = 0.35;
    context.beginPath();
    for (const i of this.near) { context.moveTo(xs[this.chosen], ys[this.chosen]); context.lineTo(xs[i], ys[i]); }
    context.stroke();
    context.globalAlpha = 1;
  }

  drawPath(context) {
    context.strokeStyle = this.data.theme.accent;
    context.lineWidth = 2;
    context.beginPath();
    this.path.forEach(([x, y], place) => (place ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.stroke();
    context.lineWidth = 1;
  }

  labels(context, width, height) { // what matters first, then the most frequent, where there is room
    const { xs, ys } = this.screen, most = width < NARROW ? LABELS_NARROW : LABELS, taken = new Set(), put = [];
    context.font = `${FONT}px sans-serif`;
    const marked = [this.hover, this.chosen, ...this.near, ...this.found].filter((i) => i >= 0);
    const first = new Set(marked);
    const consider = (i, forced) => {
      const x = xs[i], y = ys[i];
      if (x < 0 || y < 0 || x > width || y > height) return;
      const wide = context.measureText(this.words[i]).width, left = x + 5 + wide > width ? x - 5 - wide : x + 5;
      const cells = [];
      for (let cx = Math.floor(left / 8); cx <= (left + wide) / 8; cx++) {
        for (let cy = Math.floor((y - FONT * 0.7) / 6); cy <= (y + FONT * 0.7) / 6; cy++) cells.push(cx * 4096 + cy);
      }
      if (!forced && cells.some((cell) => taken.has(cell))) return;
      cells.forEach((cell) => taken.add(cell));
      put.push([i, first.has(i), left, y]);
    };
    for (const i of first) consider(i, i === this.hover || i === this.chosen);
    const full = () => put.length >= most + first.size;
    for (let place = 0; place < Math.min(TRIED, this.order.length) && !full(); place++) {
      if (!first.has(this.order[place])) consider(this.order[place], false);
    }
    return put.reverse();
  }

  label(context, i, x, y) {
    const { theme } = this.data, strong = i === this.chosen || i === this.hover;
    context.font = `${strong ? 'bold ' : ''}${FONT}px sans-serif`;
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeStyle = theme.background;
    context.strokeText(this.words[i], x, y + FONT * 0.35);
    context.lineWidth = 1;
    context.fillStyle = theme.text;
    context.fillText(this.words[i], x, y + FONT * 0.35);
  }

  drawLegend() {
    const { legend, palette, scale } = this.data;
    this.legend.replaceChildren(...legend.map(([name, colour]) => {
      const item = element('li'), dot = element('span', 'dot');
      dot.style.background = palette[colour];
      item.append(dot, name);
      return item;
    }));
    if (scale) {
      const item = element('li'), bar = element('span', 'scale');
      bar.style.background = `linear-gradient(to right, ${palette.join(', ')})`;
      item.append(scale[0], bar, scale[1]);
      this.legend.append(item);
    }
  }

  // what a visitor does

  listen() {
    const canvas = this.canvas;
    canvas.onpointerdown = (event) => this.press(event);
    canvas.onpointermove = (event) => this.move(event);
    canvas.onpointerup = canvas.onpointercancel = (event) => this.release(event);
    canvas.onpointerleave = () => { if (this.hover >= 0) { this.hover = -1; this.paint(); } };
    canvas.addEventListener('wheel', (event) => {
      if (this.place.getRootNode().activeElement !== canvas && !event.ctrlKey) return; // the page scrolls until the map was clicked
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.onkeydown = (event) => this.key(event);
    this.search.oninput = () => this.look();
    for (const name of ['keydown', 'keyup', 'keypress']) this.search.addEventListener(name, (event) => event.stopPropagation());
    this.search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && this.found.size) this.choose(this.best());
    });
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.at(event));
    this.moved = 0;
    if (this.pointers.size === 1 && (this.lassoing || event.shiftKey)) this.path = [this.at(event)];
  }

  move(event) {
    const [x, y] = this.at(event), before = this.pointers.get(event.pointerId);
    if (!before) return this.point(x, y);
    const others = [...this.pointers.entries()].filter(([id]) => id !== event.pointerId);
    this.pointers.set(event.pointerId, [x, y]);
    this.moved += Math.hypot(x - before[0], y - before[1]);
    if (others.length) {
      const [ox, oy] = others[0][1], was = Math.hypot(before[0] - ox, before[1] - oy), is = Math.hypot(x - ox, y - oy);
      if (was > 0) this.zoom(is / was, (x + ox) / 2, (y + oy) / 2);
    } else if (this.path) {
      this.path.push([x, y]);
    } else if (this.moved > DRAG) {
      this.kept = true;
      if (this.data.dimensions === 3) {
        this.view.yaw += (x - before[0]) / 150;
        this.view.pitch = Math.max(-1.5, Math.min(1.5, this.view.pitch + (y - before[1]) / 150));
      } else {
        this.view.x -= (x - before[0]) / this.screen.across;
        this.view.y += (y - before[1]) / this.screen.up;
      }
    }
    this.paint();
  }

  release(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    const [x, y] = this.at(event);
    if (this.path) {
      const inside = this.moved > DRAG ? this.within(this.path) : [];
      this.path = null;
      this.setLasso(false);
      if (inside.length) this.tell({ lasso: inside.slice(0, MOST_CHOSEN).map((i) => this.words[i]) });
    } else if (this.moved <= DRAG && event.type === 'pointerup') {
      this.choose(this.closest(x, y));
    }
    this.paint();
  }

  key(event) {
    const step = 0.12 / this.view.scale, turns = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (event.key in turns) {
      const [x, y] = turns[event.key];
      if (this.data.dimensions === 3) { this.view.yaw += 0.1 * x; this.view.pitch += 0.1 * y; } else { this.view.x += step * x; this.view.y += step * y; }
    } else if (event.key === '+' || event.key === '=') this.zoom(1.4);
    else if (event.key === '-') this.zoom(1 / 1.4);
    else if (event.key === '0') this.fit();
    else if (event.key === 'Escape') this.choose(-1);
    else return;
    this.kept = true;
    event.preventDefault();
    event.stopPropagation();
    this.paint();
  }

  point(x, y) {
    const hover = this.closest(x, y);
    this.canvas.classList.toggle('on', hover >= 0);
    if (hover !== this.hover) { this.hover = hover; this.paint(); }
  }

  closest(x, y) {
    if (!this.screen) return -1;
    const { xs, ys } = this.screen;
    let best = -1, reach = REACH * REACH;
    for (let i = 0; i < xs.length; i++) {
      const far = (xs[i] - x) ** 2 + (ys[i] - y) ** 2;
      if (far < reach) [best, reach] = [i, far];
    }
    return best;
  }

  within(path) {
    const { xs, ys } = this.screen, inside = [];
    for (let i = 0; i < xs.length; i++) {
      let odd = false;
      for (let a = 0, b = path.length - 1; a < path.length; b = a++) {
        const [ax, ay] = path[a], [bx, by] = path[b];
        if ((ay > ys[i]) !== (by > ys[i]) && xs[i] < ((bx - ax) * (ys[i] - ay)) / (by - ay) + ax) odd = !odd;
      }
      if (odd) inside.push(i);
    }
    return inside;
  }

  choose(index) {
    this.tell({ chosen: index < 0 ? '' : this.words[index] });
  }

  look() { // every word that begins as what was typed; the word itself comes first
    const typed = this.search.value.trim().toLowerCase();
    this.found = new Set();
    if (typed) this.lower.forEach((word, i) => { if (word.startsWith(typed) && this.found.size < 200) this.found.add(i); });
    this.count.textContent = typed ? `${this.found.size === 200 ? '200 or more' : this.found.size} found` : '';
    this.paint();
  }

  best() {
    const exact = this.lower.indexOf(this.search.value.trim().toLowerCase());
    return exact >= 0 ? exact : [...this.found][0];
  }

  setLasso(on) {
    this.lassoing = on;
    this.lassoButton.setAttribute('aria-pressed', String(on));
    this.canvas.classList.toggle('lasso', on);
  }

  zoom(factor, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    this.kept = true;
    const { view, screen } = this, before = view.scale;
    view.scale = Math.max(0.5, Math.min(60, view.scale * factor));
    if (this.data.dimensions === 2 && screen) {
      const held = 1 - before / view.scale;
      view.x += ((x - this.canvas.clientWidth / 2) / screen.across) * held;
      view.y -= ((y - this.canvas.clientHeight / 2) / screen.up) * held;
    }
    this.paint();
  }

  fit() {
    Object.assign(this.view, { scale: 1, x: 0, y: 0 });
    this.kept = false;
    this.paint();
  }

  savePNG() {
    this.canvas.toBlob((blob) => save(blob, 'map.png'));
  }

  saveSVG() {
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight, picture = new SVGPicture(width, height);
    this.paintOn(picture, width, height);
    save(new Blob([picture.text()], { type: 'image/svg+xml' }), 'map.svg');
    this.paint();
  }
}

class SVGPicture { // as much of a canvas's drawing as the map uses, written down as SVG
  constructor(width, height) {
    this.root = document.createElementNS(SVG, 'svg');
    Object.entries({ xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height }).forEach(([name, value]) => this.root.setAttribute(name, value));
    this.globalAlpha = this.lineWidth = 1;
    this.textAlign = 'left';
    this.ruler = document.createElement('canvas').getContext('2d');
  }

  put(kind, attributes, text) {
    const made = document.createElementNS(SVG, kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    if (this.globalAlpha < 1) made.setAttribute('opacity', this.globalAlpha);
    this.root.append(made);
  }

  fillRect(x, y, width, height) { this.put('rect', { x, y, width, height, fill: this.fillStyle }); }
  beginPath() { this.path = ''; this.circle = null; }
  moveTo(x, y) { this.path += `M${x.toFixed(1)} ${y.toFixed(1)}`; }
  lineTo(x, y) { this.path += `L${x.toFixed(1)} ${y.toFixed(1)}`; }
  closePath() { this.path += 'Z'; }
  arc(x, y, r) { this.circle = { cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(2) }; }
  fill() { this.put('circle', { ...this.circle, fill: this.fillStyle }); }
  stroke() { this.put('path', { d: this.path, fill: 'none', stroke: this.strokeStyle, 'stroke-width': this.lineWidth }); }
  measureText(text) { this.ruler.font = this.font; return this.ruler.measureText(text); }
  strokeText() {}
  fillText(text, x, y) {
    const anchor = { left: 'start', right: 'end' }[this.textAlign], bold = this.font.startsWith('bold');
    this.put('text', { x: x.toFixed(1), y: y.toFixed(1), fill: this.fillStyle, 'text-anchor': anchor, 'font-family': 'sans-serif', 'font-size': FONT, 'font-weight': bold ? 700 : 400 }, text);
  }
  text() { return new XMLSerializer().serializeToString(this.root); }
}

const SVG = 'http://www.w3.org/2000/svg';

function save(blob, name) {
  const link = element('a', '', { download: name, href: URL.createObjectURL(blob) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function element(kind, name = '', attributes = {}, text) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function bytes(packed) {
  return Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
}

function places(packed) { // 16 bits each, low byte first, from -1 to 1
  const raw = bytes(packed), found = new Float32Array(raw.length / 2);
  for (let i = 0; i < found.length; i++) found[i] = ((raw[2 * i] + 256 * raw[2 * i + 1]) / 65535) * 2 - 1;
  return found;
}

function reach(points, data) { // how far the points go from the middle, across and up
  if (data.dimensions === 3) return [1.15, 1.15];
  let [x, y] = [1e-6, 1e-6];
  for (let i = 0; i < points.length; i += 2) [x, y] = [Math.max(x, Math.abs(points[i])), Math.max(y, Math.abs(points[i + 1]))];
  return [x, y];
}

function same(one, two) {
  return one.length === two.length && one.every((value, index) => value === two[index]);
}
