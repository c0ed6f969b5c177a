// Cards that lead to pages: links, so that they open in a new tab as well; a plain click stays within the app.

const shown = new WeakMap(); // the export below is called again at every rerun of the page

export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector('.cards'), now = data.groups;
  place.onclick = (event) => {
    const link = event.target.closest('a');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setTriggerValue('page', link.dataset.page);
  };
  if (shown.get(place) === now) return;
  place.replaceChildren(...JSON.parse(now).map(group));
  shown.set(place, now);
}

function group({ title, cards }) {
  const section = made('section', ''), grid = made('div', 'grid');
  grid.append(...cards.map(card));
  section.append(made('h3', '', title), grid);
  return section;
}

function card({ page, title, icon, about, picture, said }) {
  const link = Object.assign(made('a', ''), { href: page }), name = made('span', 'name', title), sign = made('span', 'icon', icon);
  link.dataset.page = page;
  sign.setAttribute('aria-hidden', 'true');
  const head = made('span', 'head'), image = made('img', '');
  head.append(sign, name);
  Object.assign(image, { alt: said, src: `data:image/svg+xml,${encodeURIComponent(picture)}` });
  link.append(head, image, made('span', 'about', about));
  return link;
}

function made(kind, name, text = '') {
  return Object.assign(document.createElement(kind), { className: name, textContent: text });
}
