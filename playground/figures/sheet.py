"""A figure of very many lines as little data, for a component that draws it without Plotly."""

import base64
import zlib
from dataclasses import dataclass
from html import unescape
from typing import Any

import numpy as np
import plotly.graph_objects as go


@dataclass(frozen=True)
class Sheet:
    """What the component draws, and a number that tells it from another."""

    data: dict[str, Any]
    version: int


def sheet_of(figure: go.Figure) -> Sheet:
    """Return a figure of `figures.crowd` as a sheet: its axes, its areas, and its lines with one name each."""
    layout, traces = figure.layout, [trace_of(trace) for trace in figure.data]
    said = layout.xaxis.unifiedhovertitle.text
    data = {
        "height": layout.height,
        "font": layout.font.family,
        "text": layout.font.color,
        "grid": layout.xaxis.gridcolor,
        "muted": layout.xaxis.linecolor,
        "background": layout.hoverlabel.bgcolor,
        "x": axis_of(layout.xaxis) | {"said": said[: said.index("%")] + "{}" + said[said.index("}") + 1 :]},
        "y": axis_of(layout.yaxis),
        "traces": traces,
    }
    return Sheet(data, zlib.crc32(repr(data).encode()))


def axis_of(axis: go.layout.XAxis | go.layout.YAxis) -> dict[str, Any]:
    """Return the title and the scale of an axis; `floor` says that it begins at zero."""
    bounds = list(axis.range) if axis.range else None
    return {"title": axis.title.text, "log": axis.type == "log", "range": bounds, "floor": axis.rangemode == "tozero"}


def trace_of(trace: go.Scatter) -> dict[str, Any]:
    """Return an area, or lines with their names; each ends at a place without a value."""
    found = {"group": trace.legendgroup, "x": packed(trace.x), "y": packed(trace.y)}
    if trace.fill:
        return found | {"colour": trace.fillcolor}
    ends = np.flatnonzero(np.isnan(trace.y))
    look = {"colour": trace.line.color, "width": trace.line.width, "name": trace.name, "unit": trace.meta}
    return found | look | {"ends": ends.tolist(), "names": [unescape(trace.text[end]) for end in ends]}


def packed(values: np.ndarray) -> dict[str, str]:
    """Return numbers of two or four bytes as text."""
    return {"kind": f"{values.dtype.kind}{values.dtype.itemsize}", "bytes": base64.b64encode(values.tobytes()).decode()}
