"""Figures and tables as files."""

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import plotly.graph_objects as go

READOUT = Path(__file__).with_name("readout.js")  # what says the numbers of a drawing under the pointer


def figure_page(figure: go.Figure, title: str) -> str:
    """Return a figure as a web page that needs no network: as high as its window, or as it needs to be."""
    height = f"max({figure.layout.height or 0:.0f}px, 100vh - 8rem)"
    shown = go.Figure(figure).update_layout(paper_bgcolor="white", height=None)
    return page_of(title, shown.to_html(full_html=False, include_plotlyjs=True, default_height=height))


def drawing_page(svg: str, title: str) -> str:
    """Return a drawing as a web page that needs no network; what can be pointed at says its numbers there too."""
    style, body = "svg{max-width:100%;height:auto}", f'<div class="frame">{svg}</div>'
    if "data-readout" in svg:
        style += READOUT.with_suffix(".css").read_text(encoding="utf-8")
        body += f"<script>{READOUT.read_text(encoding='utf-8')}readout(document.querySelector('.frame'))</script>"
    return page_of(title, body, style)


def page_of(title: str, body: str, style: str = "") -> str:
    """Return a web page with a heading."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    style = f"body{{margin:2rem;font-family:sans-serif}}h1{{font-size:1.5rem;margin:0 0 1rem}}{style}"
    whole = f"<h1>{escape(title)}</h1>{body}"
    return f"<!doctype html><html lang=en><head>{head}<style>{style}</style></head><body>{whole}</body></html>"


def table_text(headers: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Return a table as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return file.getvalue()
