"""Lines and axes inside drawings: scales, ticks, a legend, and what says every line's value when it is pointed at."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.figures import drawing as draw
from playground.figures.heat import Area, placed, readout
from playground.figures.sketch import DASH_ARRAYS
from playground.figures.theme import Theme

WIDE, NARROW = 940, 350  # pixels of a drawing across the page, and across a phone
LARGER = 1.3  # type for a projector: a drawing is laid out on so much less room, and shown as wide
TICK, TITLE = 12, 13  # pixels of type
LETTER = 0.52  # of the type's size: what a letter takes across, on average
SPOT = 3  # pixels: the radius of a line's only point


def across(large: bool, narrow: bool = False) -> float:
    """Return how wide a drawing is laid out."""
    return (NARROW if narrow else WIDE) / (LARGER if large else 1)


@dataclass(frozen=True)
class Line:
    """A line of a chart: its name, a value for each place or None where it has none, and its look (`dash` as Plotly's)."""

    name: str
    values: Sequence[float | None]
    colour: str
    thick: float = 2
    dash: str = "solid"


@dataclass(frozen=True)
class Scale:
    """An axis up the drawing: its title, what stands where (`level` takes a value to 0…1), and its ticks with their words."""

    title: str
    level: Callable[[float], float]
    ticks: Sequence[tuple[float, str]]


def log_scale(title: str, low: float, high: float) -> Scale:
    """Return a scale on which each power of ten is as high as the next, in per cent."""
    span = math.log10(high / low)
    powers = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high)) + 1)
    return Scale(
        title, lambda value: math.log10(value / low) / span, [(10.0**power, f"{100 * 10.0**power:g}%") for power in powers]
    )


def even_scale(title: str, low: float, high: float) -> Scale:
    """Return a scale on which numbers are evenly spaced, with some room at either end."""
    high = high if high > low else low + 1
    room = 0.06 * (high - low)
    bottom, span = low - room, high - low + 2 * room
    found = [(tick, f"{tick:g}".replace("-", draw.MINUS)) for tick in ticks_between(bottom, bottom + span)]
    return Scale(title, lambda value: (value - bottom) / span, found)


def ticks_between(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers from low to high, at most so many and one."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return [round(number * step, 10) for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


@dataclass(frozen=True)
class Chart:
    """What a chart shows: its lines, the axis up, and along it a title, ticks as (place, words), and a name for each place."""

    lines: Sequence[Line]
    scale: Scale
    title: str
    ticks: Sequence[tuple[int, str]]
    names: Sequence[str]
    said: str  # before the values of a place: {column} is its name
    written: Callable[[float], str]

    @property
    def longest(self) -> int:
        """Return how many places there are."""
        return len(self.names)


def chart_drawing(chart: Chart, width: float, height: float, theme: Theme, alt: str) -> str:
    """Return a chart as a drawing of this size."""
    left = 30 + LETTER * TICK * max(len(words) for _, words in chart.scale.ticks)
    rows = legend_rows(chart.lines, width - left)
    area = Area(left, 22 * len(rows) + 14, width - left - 12, height - 22 * len(rows) - 14 - 48)
    parts = [*legend(rows, left, theme), *grid(chart, area, theme)]
    parts.append(window(area, "".join(stroke_of(line, chart, area) for line in chart.lines)))
    return draw.svg(width, height, [*parts, told(chart, area)], theme, alt)


def window(area: Area, inside: str) -> str:
    """Return what is seen of a drawing through an area: a line that leaves it ends at its edge."""
    around = Area(area.x - SPOT, area.y - SPOT, area.width + 2 * SPOT, area.height + SPOT)
    view = f"{around.x:.1f} {around.y:.1f} {around.width:.1f} {around.height:.1f}"
    return f'<svg {placed(around)} viewBox="{view}" overflow="hidden">{inside}</svg>'


def x_of(place: float, chart: Chart, area: Area) -> float:
    """Return where a place is along the axis, from one side to the other."""
    return area.x + area.width * (place / (chart.longest - 1) if chart.longest > 1 else 0.5)


def y_of(value: float, chart: Chart, area: Area) -> float:
    """Return where a value is up the axis."""
    return area.y + area.height * (1 - chart.scale.level(value))


def grid(chart: Chart, area: Area, theme: Theme) -> list[str]:
    """Return the lines behind a chart, its ticks and the titles of its axes."""
    bottom, parts = area.y + area.height, []
    for value, words in chart.scale.ticks:
        y = y_of(value, chart, area)
        parts += [rule((area.x, y), (area.x + area.width, y), theme.grid), tick(area.x - 6, y, words, theme, "end")]
    for x, words in clear([(x_of(place, chart, area), words) for place, words in chart.ticks]):
        parts += [rule((x, bottom), (x, bottom + 5), theme.muted), tick(x, bottom + 14, words, theme)]
    parts.append(rule((area.x, bottom), (area.x + area.width, bottom), theme.muted))
    parts.append(draw.label(area.x + area.width / 2, bottom + 36, chart.title, theme.text, size=TITLE))
    x, y = TITLE, area.y + area.height / 2
    return [*parts, f'<g transform="rotate(-90 {x} {y:.1f})">{draw.label(x, y, chart.scale.title, theme.text, size=TITLE)}</g>']


def clear(ticks: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return the ticks along an axis, (x, words) each from left to right, that stand clear of those before them."""
    kept, free = [], -math.inf
    for x, words in ticks:
        half = LETTER * TICK * max(len(words), 1) / 2
        if x - half >= free:
            kept.append((x, words))
            free = x + half + 1
    return kept


def stroke_of(line: Line, chart: Chart, area: Area) -> str:
    """Return a line's drawing: unbroken where it has values, a spot where a value stands alone."""
    runs: list[list[str]] = [[]]
    for place, value in enumerate(line.values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x_of(place, chart, area):.1f} {y_of(value, chart, area):.1f}")
    path = "".join("M" + "L".join(run) for run in runs if len(run) > 1)
    spots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{SPOT}" fill="{line.colour}"/>'
        for x, y in (run[0].split() for run in runs if len(run) == 1)
    )
    return (draw.curve(path, line.colour, line.thick, DASH_ARRAYS.get(line.dash, "")) if path else "") + spots


def told(chart: Chart, area: Area) -> str:
    """Return what says the values of a place when it is pointed at."""
    step = area.width / max(chart.longest - 1, 1)
    around = Area(area.x - step / 2, area.y, area.width + step, area.height)
    values = [
        "\n".join(f"{line.name}: {chart.written(line.values[place])}" for line in chart.lines if line.values[place] is not None)
        for place in range(chart.longest)
    ]
    return readout(around if chart.longest > 1 else area, chart.names, values, chart.said + "\n{value}")


def legend_rows(lines: Sequence[Line], room: float) -> list[list[Line]]:
    """Return the lines of a legend in rows, as many in each as there is room for."""
    rows, used = [[]], 0.0
    for line in lines:
        if rows[-1] and used + entry(line) > room:
            rows.append([])
            used = 0.0
        rows[-1].append(line)
        used += entry(line)
    return rows


def entry(line: Line) -> float:
    """Return how wide a line's place in the legend is."""
    return 58 + LETTER * TITLE * len(line.name)


def legend(rows: Sequence[Sequence[Line]], left: float, theme: Theme) -> list[str]:
    """Return the names of the lines above a chart, each behind a piece of its line."""
    parts = []
    for number, row in enumerate(rows):
        x, y = left, 14 + 22 * number
        for line in row:
            dashes = DASH_ARRAYS.get(line.dash, "")
            parts.append(draw.curve(f"M{x:.1f} {y}h32", line.colour, line.thick, dashes))
            parts.append(draw.label(x + 38, y, line.name, theme.text, size=TITLE, anchor="start"))
            x += entry(line)
    return parts


def rule(start: tuple[float, float], end: tuple[float, float], colour: str) -> str:
    """Return a thin straight line."""
    return draw.curve(f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}", colour, 1)


def tick(x: float, y: float, words: str, theme: Theme, anchor: str = "middle") -> str:
    """Return the words at a tick."""
    return draw.label(x, y, words, theme.text, size=TICK, anchor=anchor)
