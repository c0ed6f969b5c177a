"""Figures and tables as files."""

import csv
import io
from collections.abc import Iterable, Sequence

import plotly.graph_objects as go


def figure_page(figure: go.Figure, title: str) -> str:
    """Return a figure as a web page that needs no network."""
    shown = go.Figure(figure).update_layout(paper_bgcolor="white", title=title, height=None)
    return shown.to_html(include_plotlyjs=True)


def table_text(headers: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Return a table as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return file.getvalue()
