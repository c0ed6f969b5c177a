"""Charts of a run in progress, as ECharts option dicts: small enough to send twice a second."""

from collections.abc import Sequence
from typing import Any

from playground.figures.powers import FAINTEST, STRONGEST, even_shades, growth, power
from playground.figures.series import ceiling, rounded, smooth, thin
from playground.figures.theme import Theme, faint, stroke
from playground.figures.units import AXES, LossUnit, peak_text
from playground.language.records import DecayRecord, Progress, StepRecord, ValidationRecord

POINTS = 160  # of each line; two lines a chart
AXIS_STYLE = {"nameLocation": "middle", "nameTextStyle": {"fontSize": 12}, "splitNumber": 5}
STARTING = "The first numbers appear in a moment."
QUEUED = "The curve begins when this run's turn has come."


def live_loss(
    steps: Sequence[StepRecord],
    validations: Sequence[ValidationRecord],
    *,
    cell: str,
    unit: LossUnit,
    characters: float,
    axis: str,
    end: float | None,
    theme: Theme,
    waiting: str = STARTING,
) -> dict[str, Any]:
    """Return the loss chart: the raw training loss faint, its smoothed line, and the validation loss as points.

    `axis` is a key of `AXES`; `end` is where the budget ends on it, so that the line grows towards it.
    """
    line, values = stroke(cell, theme), [unit.convert(record.train_loss, characters) for record in steps]
    even = smooth(values) if values else []
    seen = [unit.convert(record.validation_loss, characters) for record in validations]
    series = [
        drawn("each step", points(steps, values, axis), faint(line.colour), 1),
        drawn("training", points(steps, even, axis), line.colour, 2.5, line.dash),
        {
            **drawn("validation", points(validations, seen, axis), theme.text, 1.5),
            "symbol": "circle",
            "symbolSize": 8,
            "showSymbol": True,
        },
    ]
    top, title = ceiling(values, seen), unit.title(characters)
    if top is None:
        return chart(series, title, AXES[axis], end, theme, ["training", "validation"], waiting)
    option = chart(series, title + peak_text([values, seen]), AXES[axis], end, theme, ["training", "validation"], waiting)
    return {**option, "yAxis": {**option["yAxis"], "max": rounded(top)}}


def live_norm(
    steps: Sequence[StepRecord], *, cell: str, axis: str, end: float | None, theme: Theme, waiting: str = STARTING
) -> dict[str, Any]:
    """Return the chart of the gradient's norm before and after clipping on a log scale, zeros left out."""
    colour = stroke(cell, theme).colour
    kept = [record for record in steps if record.gradient_norm > 0 and record.clipped_norm > 0]
    series = [
        drawn("before clipping", points(kept, [record.gradient_norm for record in kept], axis), faint(colour, 0.5), 1),
        drawn("after clipping", points(kept, [record.clipped_norm for record in kept], axis), colour, 1.5),
    ]
    option = chart(series, "gradient norm (log scale)", AXES[axis], end, theme, ["before clipping", "after clipping"], waiting)
    return {**option, "yAxis": {**option["yAxis"], "type": "log"}}


def live_memory(
    decays: Sequence[DecayRecord], *, theme: Theme, waiting: str = STARTING, state: str = "h", **_: Any
) -> dict[str, Any]:
    """Return the map of a network that learns to remember: training step × steps back, log10 of the gradient's share left.

    Where a gradient grows on its way back the colours go on beyond 1, in red.
    """
    curves = [(record.step, record.states[state]) for record in decays if record.states.get(state)]
    spots = [
        [across, back, rounded(min(STRONGEST, max(FAINTEST, value - (curve[0] or 0.0))))]
        for across, (_, curve) in enumerate(curves)
        for back, value in enumerate(curve)
        if value is not None
    ]
    top = growth(max((level for _, _, level in spots), default=0.0))
    scale = {
        "min": FAINTEST,
        "max": top,
        "calculable": False,
        "orient": "vertical",
        "right": 0,
        "top": "middle",
        "itemHeight": 90,
    }
    option = chart([{"type": "heatmap", "data": spots}], "steps back", "training step", None, theme, [], waiting)
    steps = {"type": "category", "data": [f"{step:,}" for step, _ in curves], "min": None}
    back = {"type": "category", "data": list(range(max((len(curve) for _, curve in curves), default=0))), "scale": False}
    return option | {
        "grid": {**option["grid"], "right": 90},
        "tooltip": {"trigger": "item"},
        "xAxis": {**option["xAxis"], **steps},
        "yAxis": {**option["yAxis"], **back},
        "visualMap": {
            **scale,
            "text": [power(top) if top else "all", power(FAINTEST)],
            "inRange": {"color": even_shades(top)},
            "textStyle": {"color": theme.muted},
        },
    }


def points(records: Sequence[Progress], values: Sequence[float], axis: str) -> list[list[float]]:
    """Return at most `POINTS` [x, y] pairs with four significant digits, extremes kept."""
    return [[rounded(getattr(records[index], axis)), rounded(values[index])] for index in thin(values, POINTS)]


def drawn(name: str, data: list[list[float]], colour: str, width: float, dash: str = "solid") -> dict[str, Any]:
    """Return one line of an ECharts chart."""
    kind = {"dash": "dashed", "dot": "dotted"}.get(dash, "solid")
    style = {"color": colour, "width": width, "type": kind}
    return {"type": "line", "name": name, "data": data, "showSymbol": False, "lineStyle": style, "itemStyle": {"color": colour}}


def chart(series: list[dict], y: str, x: str, end: float | None, theme: Theme, legend: list[str], waiting: str) -> dict[str, Any]:
    """Return an ECharts option that draws the lines without animation, or says what it waits for while there are none."""
    empty = not any(line["data"] for line in series)
    return {
        "animation": False,
        "title": {
            "text": waiting if empty else "",
            "left": "center",
            "top": "middle",
            "textStyle": {"fontSize": 14, "color": theme.muted},
        },
        "grid": {"left": 54, "right": 16, "top": 30, "bottom": 44, "outerBoundsMode": "none"},
        "legend": {"data": legend, "top": 0, "right": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "name": x, "nameGap": 26, "min": 0, **({"max": rounded(end)} if end else {}), **AXIS_STYLE},
        "yAxis": {"type": "value", "name": y, "nameGap": 42, "scale": True, **AXIS_STYLE},
        "series": series,
    }
