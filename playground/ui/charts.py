"""Figures on a page, and what a visitor can take away of them: a link to this very state, pictures, web pages and tables."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import plotly.graph_objects as go
import streamlit as st

from playground.figures.canvas import Sent, larger
from playground.figures.curves import export_config
from playground.figures.export import drawing_page, figure_page
from playground.ui.fold import fold

PICTURE = "picture_format"


def draw(figure: go.Figure | Sent, key: str, alt: str, large: bool = False) -> None:
    """Draw a figure with its text alternative, with larger type if asked for; the camera in its corner saves it as a picture.

    One that is drawn again and again may come as it is sent, which is then worked out once.
    """
    sent = figure if isinstance(figure, Sent) else Sent(larger(figure) if large else figure)
    st.plotly_chart(sent, key=key, theme=None, config=export_config(key, st.session_state.get(PICTURE, "png")), alt=alt)


def take_figures_away(
    key: str,
    figures: Mapping[str, Callable[[], go.Figure]],
    tables: Mapping[str, Callable[[], str]],
    drawings: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """Draw, folded, the link to what the page shows now and a download of each figure (light, as HTML) and table (CSV).

    A drawing, made as SVG, is offered as SVG and as HTML; as PNG it is saved where it stands on the page.
    """
    place = fold("Take it away", ":material/download:")
    if not place:
        return
    with place:
        st.caption("A link to what you see; whoever opens it sees the same.")
        st.code(link(), language=None, wrap_lines=True)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            for name, make in figures.items():
                page = lambda make=make, name=name: figure_page(make(), name)  # noqa: E731
                download(f"{name} (HTML)", page, f"{slug(name)}.html", "text/html", f"{key}-{name}-html")
            for name, make in (drawings or {}).items():
                page = lambda make=make, name=name: drawing_page(make(), name)  # noqa: E731
                download(f"{name} (SVG)", make, f"{slug(name)}.svg", "image/svg+xml", f"{key}-{name}-svg")
                download(f"{name} (HTML)", page, f"{slug(name)}.html", "text/html", f"{key}-{name}-html")
            for name, make in tables.items():
                download(f"{name} (CSV)", make, f"{slug(name)}.csv", "text/csv", f"{key}-{name}-csv")
        if figures:
            picture_choice()


def link() -> str:
    """Return the address of what the page shows now; the browser's own is a step behind while the page is being drawn."""
    settings = urlencode(st.query_params.to_dict())
    return (st.context.url or "").split("?")[0] + (f"?{settings}" if settings else "")


def picture_choice() -> None:
    """Draw the choice of what the camera on a figure saves."""
    formats = dict(format_func=str.upper, default="png", required=True)
    st.segmented_control("The camera on a figure saves", ["png", "svg"], key=PICTURE, **formats)


def download(label: str, make: Callable[[], str | bytes], name: str, mime: str, key: str) -> None:
    """Draw a download button; `make` returns the file's contents when it is pressed."""
    st.download_button(label, make, file_name=name, mime=mime, key=key, on_click="ignore")


def slug(name: str) -> str:
    """Return a name as a file name."""
    return "-".join("".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name).lower().split()) or "run"
