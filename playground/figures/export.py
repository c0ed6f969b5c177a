"""Figures and tables as files."""

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import plotly.graph_objects as go

READOUT = Path(__file__).with_name("readout.js")  # what says the numbers of a drawing under the pointer


def figure_page(figure: go.Figure, title: str) -> str:
    """Return a figure as a web page that needs no network."""
    shown = go.Figure(figure).update_layout(paper_bgcolor="white", title=title, height=None)
    return shown.to_html(include_plotlyjs=True)


def drawing_page(svg: str, title: str) -> str:
    """Return a drawing as a web page that needs no network; what can be pointed at says its numbers there too."""
    style = "body{margin:2rem;font-family:sans-serif}svg{max-width:100%;height:auto}"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = f'<h1>{escape(title)}</h1><div class="frame">{svg}</div>'
    if "data-readout" in svg:
        style += READOUT.with_suffix(".css").read_text(encoding="utf-8")
        body += f"<script>{READOUT.read_text(encoding='utf-8')}readout(document.querySelector('.frame'))</script>"
    return f"<!doctype html><html lang=en><head>{head}<style>{style}</style></head><body>{body}</body></html>"


def table_text(headers: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Return a table as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return file.getvalue()
