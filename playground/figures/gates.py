"""Drawings of a cell at work: its gates over a sentence, what is left of one token, and two ways to print an LSTM's output."""

from collections.abc import Iterator, Mapping, Sequence
from html import unescape

import numpy as np

from playground.cells.sentence import Reading, Trace
from playground.figures import drawing as draw
from playground.figures.connectivity import ticks
from playground.figures.heat import Area, Scale, bar, bounded, heat, readout, signed
from playground.figures.plotting import (
    LETTER,
    TICK,
    TITLE,
    Chart,
    Line,
    chart_drawing,
    clear,
    even_scale,
    log_scale,
    ticks_between,
)
from playground.figures.theme import Theme, mix, stroke

MAP, HEAD, FOOT, LEFT, RIGHT = 112.0, 36.0, 52.0, 26.0, 4.0  # pixels: of one map, above it, below all, and at the sides
BOUNDED = frozenset({*"rzifo", "-z"})  # between 0 and 1; everything else is signed
LEVELS = 1e-3  # the lowest share of a trace that is drawn
TRACE, OUTPUT = 320, 290  # pixels: how high the charts are
MANY = 70  # tokens: where there are more, only words are named along the axis
BAR = 70.0  # pixels: the colours of a map's scale


def gates_drawing(
    reading: Reading, names: Mapping[str, str], units: Sequence[int], place: int, unit: int, theme: Theme, width: float, alt: str
) -> str:
    """Return a map for each name: units × tokens, gates from 0 to 1, states and candidates signed; one place and unit framed.

    `names` says what each is called; units are counted from 0 here, and from 1 by whoever reads the drawing.
    """
    wide, tall = width - LEFT - RIGHT, MAP + HEAD
    areas = {name: Area(LEFT, HEAD + row * tall, wide, MAP) for row, name in enumerate(names)}
    parts = [part for name, area in areas.items() for part in gate_map(reading, name, names[name], units, area, theme)]
    parts.append(frames(areas.values(), len(reading.tokens), place, list(units), unit, theme))
    bottom = tall * len(names)
    step = wide / len(reading.tokens)
    named = clear([(LEFT + (number + 0.5) * step, words) for number, words in read_ticks(reading.tokens, step)])
    parts += [draw.label(x, bottom + 14, words, theme.text, size=TICK) for x, words in named]
    parts.append(draw.label(LEFT + wide / 2, bottom + 38, "what was read", theme.text, size=TITLE))
    return draw.svg(width, bottom + FOOT, parts, theme, alt)


def gate_map(reading: Reading, name: str, title: str, units: Sequence[int], area: Area, theme: Theme) -> Iterator[str]:
    """Yield the map of one gate or state: its title and scale above it, and what says its numbers."""
    values = reading.values[name][:, list(units)].T  # (units, T)
    scale = bounded() if name in BOUNDED else signed(max(1.0, float(np.abs(values).max())), theme)
    yield draw.label(area.x, area.y - 14, title, theme.text, size=TITLE, anchor="start")
    if LETTER * TITLE * len(title) + BAR + 90 < area.width:
        yield from key_of(scale, area.x + area.width, area.y - 14, theme)
    yield heat(values, scale, area)
    middle = area.y + area.height / 2
    yield f'<g transform="rotate(-90 12 {middle:.1f})">{draw.label(12, middle, "units", theme.text, size=TICK)}</g>'
    tokens, numbers = [token if token.strip() else "␣" for token in reading.tokens], [str(number + 1) for number in units]
    yield readout(area, tokens, values, f"{title} of unit {{row}} at “{{column}}”: {{value}}", numbers)


def key_of(scale: Scale, right: float, y: float, theme: Theme) -> Iterator[str]:
    """Yield the colours of a scale between its ends, up to a right-hand edge."""
    low, high = (f"{end:.2g}".replace("-", draw.MINUS) for end in (scale.low, scale.high))
    end = right - LETTER * TICK * len(high) - 6
    yield draw.label(end + 6, y, high, theme.muted, size=TICK, anchor="start")
    yield bar(scale, Area(end - BAR, y - 5, BAR, 10))
    yield draw.label(end - BAR - 6, y, low, theme.muted, size=TICK, anchor="end")


def frames(areas: Sequence[Area], count: int, place: int, units: list[int], unit: int, theme: Theme) -> str:
    """Return the frame around the column of a place in each map, and in it that of a unit; light beneath dark, for both grounds.

    They are drawn at the first place and moved, so that whoever shows the drawing can move them on.
    """
    parts = []
    for area in areas:
        step, row = area.width / count, area.height / len(units)
        boxes = [(area.y, area.height)] + ([(area.y + units.index(unit) * row, row)] if unit in units else [])
        for y, height in boxes:
            for colour, thick in ((theme.background, 5), (theme.text, 2)):
                parts.append(draw.box(area.x, y, step, height, "none", colour, thick, 0))
    return f'<g data-step="{step:.3f}" pointer-events="none" transform="translate({place * step:.3f} 0)">{"".join(parts)}</g>'


def read_ticks(tokens: Sequence[str], step: float) -> list[tuple[int, str]]:
    """Return what stands along the text: every token, or where they stand too close some of its words."""
    if len(tokens) > MANY or step < LETTER * TICK:
        return word_ticks(tokens)
    return [(place, token if token.strip() else "␣") for place, token in enumerate(tokens)]


def word_ticks(tokens: Sequence[str]) -> list[tuple[int, str]]:
    """Return where words begin, and the words."""
    places, words = ticks(tokens)  # as Plotly takes them: with what could be markup spelled out
    return list(zip(places, map(unescape, words), strict=True))


def trace_drawing(free: Trace, held: Trace | None, tokens: Sequence[str], cell: str, theme: Theme, width: float, alt: str) -> str:
    """Return what is left of a token at each one after it, on a log axis: as trained, and with a gate held (dashed)."""
    own, lines = stroke(cell, theme), []
    for label, trace in {"as trained": free, "gate held": held}.items():
        for name, left in trace.left.items() if trace else ():
            colour, thick = (own.colour, 3.0) if name == "h" else (mix(own.colour, theme.text, 0.5), 1.5)
            shown = [float(value) if value > 0 else None for value in left]
            lines.append(Line(f"{name}, {label}", shown, colour, thick, "solid" if trace is free else "dash"))
    highest = max((value for line in lines for value in line.values if value is not None), default=1.0)
    scale = log_scale("share of it left in the state (log scale)", LEVELS, max(1.5, 1.3 * highest))
    steps = [(int(tick), f"{tick:g}") for tick in ticks_between(0, max(len(tokens) - 1, 1)) if tick == int(tick)]
    chart = Chart(lines, scale, "steps after it", steps, [visible(token) for token in tokens], "after “{column}”", percent)
    return chart_drawing(chart, width, TRACE, theme, alt)


def percent(share: float) -> str:
    """Write a share as the axis does."""
    return f"{100 * share:.3g} %"


def visible(token: str) -> str:
    """Return a token as it stands alone."""
    return token if token.strip() else "␣"


def output_drawing(reading: Reading, unit: int, cell: str, theme: Theme, width: float, alt: str) -> str:
    """Return the output of one unit over a sentence: o ⊙ tanh(c), and what i ⊙ c would be."""
    values = {name: reading.values[name][:, unit] for name in ("i", "o", "c'")}
    right, wrong = (values["o"] * np.tanh(values["c'"])).tolist(), (values["i"] * values["c'"]).tolist()
    lines = [
        Line("o ⊙ tanh c, the output", right, stroke(cell, theme).colour, 3),
        Line("update gate × c, as misprinted", wrong, theme.muted, 2, "dot"),
    ]
    scale = even_scale(f"output of unit {unit + 1}", min(right + wrong), max(right + wrong))
    tokens = reading.tokens
    along = word_ticks(tokens)
    said = lambda value: f"{value:.2f}".replace("-", draw.MINUS)  # noqa: E731
    chart = Chart(lines, scale, "what was read", along, [visible(token) for token in tokens], "at “{column}”", said)
    return chart_drawing(chart, width, OUTPUT, theme, alt)
