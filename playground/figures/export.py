"""Figures and tables as files."""

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape

import plotly.graph_objects as go


def figure_page(figure: go.Figure, title: str) -> str:
    """Return a figure as a web page that needs no network."""
    shown = go.Figure(figure).update_layout(paper_bgcolor="white", title=title, height=None)
    return shown.to_html(include_plotlyjs=True)


def drawing_page(svg: str, title: str) -> str:
    """Return a drawing as a web page that needs no network."""
    style = "body{margin:2rem;font-family:sans-serif}svg{max-width:100%;height:auto}"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return (
        f"<!doctype html><html lang=en><head>{head}<style>{style}</style></head><body><h1>{escape(title)}</h1>{svg}</body></html>"
    )


def table_text(headers: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Return a table as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return file.getvalue()
