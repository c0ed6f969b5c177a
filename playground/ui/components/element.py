"""A component whose code goes to the browser once in a page: Streamlit sends a component's whole code whenever it is drawn.

The code defines a custom element; drawing it passes on its data and nothing else, which is what a key may cost.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from playground.ui.components.pointing import asset

PASS_ON = """
export default function ({ parentElement, data, setStateValue }) {
  const box = parentElement.querySelector(data.tag) || parentElement.appendChild(document.createElement(data.tag));
  customElements.whenDefined(data.tag).then(() => box.tell(data, setStateValue));
}
"""


class Element:
    """A custom element made of three files of this folder, NAME.html, NAME.css and NAME.js, which has a class `Box`.

    `styles` names further CSS files, which it shares with others.
    """

    def __init__(self, name: str, styles: Sequence[str] = ()):
        self.name, self.html, self.css = name, asset(f"{name}.html"), "".join(asset(f"{one}.css") for one in (*styles, name))
        code = asset("element.js") + asset(f"{name}.js")
        version = hashlib.sha256((self.html + self.css + code).encode()).hexdigest()[:8]
        self.tag = f"unrolled-{name}-{version}"  # another version is another element
        self.definition = st.components.v2.component(f"unrolled_{name}_element", js=code)
        self.box = st.components.v2.component(f"unrolled_{name}", js=PASS_ON, isolate_styles=False)

    def define(self) -> None:
        """Tell the browser what the element is, once in a run of the page."""
        with st.container(key=f"element-{self.name}"):
            self.definition(key=f"element-{self.name}-code", data={"tag": self.tag, "html": self.html, "css": self.css})

    def draw(self, key: str, data: dict[str, Any], listen: Callable[[], None]) -> None:
        """Draw the element; `listen` is called when it has said something, which is then in the session under `key`."""
        self.box(key=key, data={**data, "tag": self.tag}, default={"typed": None}, on_typed_change=listen)


def parts(sent: Any, kinds: Mapping[str, type]) -> dict[str, Any] | None:
    """Return the parts of a message, None where it lacks one or has it of another kind: it comes from a browser."""
    if not isinstance(sent, Mapping) or not all(isinstance(sent.get(name), kind) for name, kind in kinds.items()):
        return None
    return {name: sent[name] for name in kinds}
