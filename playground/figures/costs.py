"""What every cell costs as bars: four measures, a bar for each cell in each."""

from collections.abc import Iterator, Sequence

from models.cells import CELLS
from playground.cells.costs import Cost
from playground.figures import drawing as draw
from playground.figures.plotting import LETTER, TICK, TITLE
from playground.figures.theme import Theme, mix, stroke

COST_COLUMNS = {
    "parameters": ("numbers to learn", ","),
    "multiplications": ("multiplications a step", ","),
    "reading": ("µs to read a token", ".0f"),
    "training": ("µs to train on a token", ".1f"),
}
BAR, APART, TITLED, GAP = 22.0, 8.0, 40.0, 24.0  # pixels: a bar, to the next, a panel's title, and between panels
TWO = 560.0  # pixels: drawings as wide have two panels side by side
FAINT = 0.55  # how strong the cells are that were not chosen


def costs_drawing(costs: Sequence[Cost], chosen: str, theme: Theme, width: float, alt: str) -> str:
    """Return four sets of bars, one for each measure; the chosen cell strong, the others faint."""
    names, across = [CELLS[cost.cell].label for cost in costs], 2 if width >= TWO else 1
    left = 10 + LETTER * TICK * max(map(len, names))
    wide, tall = (width - left - GAP * (across - 1)) / across, len(costs) * (BAR + APART) + TITLED
    parts = []
    for number, field in enumerate(COST_COLUMNS):
        column, row = number % across, number // across
        x, y = left + column * (wide + GAP), row * tall + APART
        if column == 0:
            parts += [
                draw.label(left - 8, y + place * (BAR + APART) + BAR / 2, name, theme.text, size=TICK, anchor="end")
                for place, name in enumerate(names)
            ]
        parts += panel(costs, field, chosen, (x, y, wide), theme)
    return draw.svg(width, tall * (len(COST_COLUMNS) // across), parts, theme, alt)


def panel(costs: Sequence[Cost], field: str, chosen: str, place: tuple[float, float, float], theme: Theme) -> Iterator[str]:
    """Yield the bars of one measure from (x, y) on, as wide as said, with its title below."""
    (x, y, wide), (title, form) = place, COST_COLUMNS[field]
    written = [format(getattr(cost, field), form) for cost in costs]
    room = wide - 8 - LETTER * TICK * max(map(len, written))
    most = max(getattr(cost, field) for cost in costs)
    for number, (cost, text) in enumerate(zip(costs, written, strict=True)):
        top, long = y + number * (BAR + APART), room * getattr(cost, field) / most
        colour = stroke(cost.cell, theme).colour
        shade = colour if cost.cell == chosen else mix(theme.background, colour, FAINT)
        said = f"{CELLS[cost.cell].label}: {text} {title}"
        yield draw.hover(draw.box(x, top, long, BAR, shade, round=2), said)
        yield draw.label(x + long + 6, top + BAR / 2, text, theme.text, size=TICK, anchor="start")
    yield draw.label(x + room / 2, y + len(costs) * (BAR + APART) + 10, title, theme.text, size=TITLE)
