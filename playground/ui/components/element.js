// An element of its own, defined once in a page: after that, only what it shows goes over the line.
// The file that follows has a class `Box`: made with its root and the first message, it receives every message and sends by `sendValue`.

export default function ({ data }) {
  if (customElements.get(data.tag)) return;
  const style = new CSSStyleSheet();
  style.replaceSync(data.css);
  customElements.define(data.tag, class extends HTMLElement {
    tell(told, send) {
      if (!this.box) {
        this.attachShadow({ mode: 'open' }).innerHTML = data.html;  // our own file; what models and visitors write is never markup
        this.shadowRoot.adoptedStyleSheets = [style];
        this.box = new Box(this.shadowRoot, told);
      }
      this.box.sendValue = send;
      this.box.receive(told);
    }
  });
}

