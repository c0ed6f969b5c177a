// A component of this page may be told what it shows by another one, which the server answered alone: the newest counts.

const HEARD = (globalThis.unrolledHeard ??= new Map());

function hear(data, receive) { // at each call by the page itself
  if (!data.me) return receive(data);
  const known = HEARD.get(data.me)?.data, newest = known?.at > data.at ? known : data;
  HEARD.set(data.me, { data: newest, receive });
  return receive(newest);
}

function bring(told) {
  for (const data of told) {
    const known = HEARD.get(data.me);
    if (known?.data.at >= data.at) continue;
    HEARD.set(data.me, { data, receive: known?.receive });
    known?.receive?.(data);
    const words = 'html' in data && document.querySelector(`[data-me="${data.me}"]`);
    if (words) words.innerHTML = data.html;
  }
}
