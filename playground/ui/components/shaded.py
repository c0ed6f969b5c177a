"""Text shaded by surprise: a component that shows at the pointer what each token was chosen from, and says nothing back."""

from typing import Any

import streamlit as st

from playground.ui.components.pointing import asset

mount = st.components.v2.component(
    "unrolled_shaded",
    html='<div class="sheet"></div>',
    css=asset("shaded.css"),
    js=asset("shaded.js"),
)


def shaded_texts(key: str, data: dict[str, Any]) -> None:
    """Draw what `figures.surprise.sheet` says."""
    mount(key=key, data=data)
