"""The way back through time: a chain of states with what is left of a gradient at each, and the grid of all contributions."""

from collections.abc import Sequence

import numpy as np

from playground.byhand.backward import Backward, Key
from playground.figures import drawing as draw
from playground.figures.drawing import number
from playground.figures.powers import power_text
from playground.figures.theme import Theme, mix, stroke

NODE, APART, SIDE, BAR = 64.0, 150.0, 28.0, 96.0  # pixels: a state's box, from box to box, at the sides, the tallest bar
PAD, GUTTER, HEAD = 10.0, 18.0, 46.0
CELL, SMALL = (46.0, 24.0), (13.0, 13.0)  # pixels of a matrix's entry, with its number and without
SHADES = 24  # that are told apart on each side of 0 where no number is written
READABLE = (4, 4)  # steps and columns up to which the numbers themselves are written
SYMBOLS = {"Wx": ("W", "x"), "Wh": ("W", "h"), "Wy": ("W", "y"), "E": ("E", "")}


Corner = tuple[float, float]


def short(value: float) -> str:
    """Write a norm or a factor in three digits, a small one as a power of ten."""
    return power_text(float(np.log10(value))) if value > 0 else "0"


def chain_drawing(found: Backward, word: str, t: int, theme: Theme) -> str:
    """Return the loss of step t and the states before it, the gradient's length above each and its factor on each arrow."""
    norms = found.norms_back(t)
    top, floor = 60.0, 60.0 + BAR
    middle, parts = floor + 12 + NODE / 2, []
    for k in range(1, t + 1):
        x, norm = SIDE + (k - 1) * APART, norms[t - k]
        parts += state_box(x, middle, k, word[k - 1], theme)
        parts += bar(x, floor, norm, norms[0], theme)
        if k < t:
            parts += factor(found, x, middle, k, norms[t - k], norms[t - k - 1], theme)
    end = SIDE + (t - 1) * APART + NODE
    parts += loss_box(found, word, t, end, middle, theme)
    parts.append(
        draw.label(SIDE, top - 40, f"‖∂L/∂h‖ at each step, for the loss of step {t}", theme.muted, size=13, anchor="start")
    )
    return draw.svg(end + 190, middle + NODE / 2 + 46, parts, theme, describe_chain(found, word, t))


def state_box(x: float, middle: float, k: int, letter: str, theme: Theme) -> list[str]:
    """Return the state of a step, with the letter that it read below."""
    colour = stroke("rnn", theme).colour
    return [
        draw.box(x, middle - NODE / 2, NODE, NODE, mix(theme.background, colour, 0.14), colour, 2, 8),
        draw.label(x + NODE / 2, middle, "h", theme.text, str(k), 20, weight=600),
        draw.label(x + NODE / 2, middle + NODE / 2 + 22, f"“{letter}”", theme.text, size=16),
    ]


def bar(x: float, floor: float, norm: float, largest: float, theme: Theme) -> list[str]:
    """Return the gradient's length at a state, as a bar with its number above."""
    height = max(1.5, BAR * norm / largest) if largest > 0 else 1.5
    shape = draw.box(x + 14, floor - height, NODE - 28, height, draw.accent(theme), round=2)
    return [draw.hover(shape, f"{norm:.10g}"), draw.label(x + NODE / 2, floor - height - 13, short(norm), theme.text, size=14)]


def factor(found: Backward, x: float, middle: float, k: int, here: float, after: float, theme: Theme) -> list[str]:
    """Return the arrow from the state after k back to k, with the factor by which the gradient changes on it."""
    left, right, centre = x + NODE + 4, x + APART - 4, x + (NODE + APART) / 2
    size = np.linalg.norm(found.jacobian(k + 1), 2)
    ratio = short(here / after) if after > 0 else "0"
    return [
        draw.arrow((right, middle), (left, middle), draw.accent(theme), 2.5),
        draw.label(centre, middle - 16, f"× {ratio}", theme.text, size=15, weight=600),
        draw.label(centre, middle + 17, f"at most {short(float(size))}", theme.muted, size=12),
    ]


def loss_box(found: Backward, word: str, t: int, end: float, middle: float, theme: Theme) -> list[str]:
    """Return the loss that the chain begins with, and the letter that should have been expected."""
    x, wide = end + 56, 104.0
    return [
        draw.arrow((x - 4, middle), (end + 4, middle), draw.accent(theme), 2.5),
        draw.group(
            [
                draw.box(
                    x, middle - NODE / 2, wide, NODE, mix(theme.background, draw.accent(theme), 0.12), draw.accent(theme), 2, 8
                )
            ],
            focus=True,
        ),
        draw.label(x + wide / 2, middle - 12, "L", theme.text, str(t), 18, weight=600),
        draw.label(x + wide / 2, middle + 15, f"{number(found.losses[t - 1], 3)} nats", theme.text, size=15),
        draw.label(x + wide / 2, middle + NODE / 2 + 22, f"“{word[t]}” follows", theme.text, size=14),
    ]


def describe_chain(found: Backward, word: str, t: int) -> str:
    """Say in words how the gradient shrinks on its way from the last step to the first."""
    norms = found.norms_back(t)
    listed = ", ".join(f"{short(norm)} at h{t - back}" for back, norm in enumerate(norms))
    return f"The gradient of the loss at step {t} of “{word}” on its way back: {listed}."


def entry_size(found: Backward, name: str) -> Corner:
    """Return the size of one entry of a contribution: with its number where there is room."""
    roomy = len(found.steps) <= READABLE[0] and getattr(found.net, name).shape[1] <= READABLE[1]
    return CELL if roomy else SMALL


def little_matrix(matrix: np.ndarray, corner: Corner, size: Corner, largest: float, theme: Theme) -> str:
    """Return a matrix as shaded cells, with its numbers where the cells are large enough."""
    if size == SMALL:
        return mosaic(matrix, corner, largest, theme)
    (x, y), (wide, high), parts = corner, size, []
    for (i, j), value in np.ndenumerate(matrix):
        cell = draw.box(x + j * wide, y + i * high, wide, high, draw.shade(value, theme, largest), theme.grid, 0.75, 0)
        text = draw.label(x + (j + 0.5) * wide, y + (i + 0.5) * high, number(value, 3), theme.text, size=12)
        parts.append(draw.hover(cell + text, f"row {i + 1}, column {j + 1}: {value:.10g}"))
    return "".join(parts)


def mosaic(matrix: np.ndarray, corner: Corner, largest: float, theme: Theme) -> str:
    """Return a matrix as shaded cells alone, all of a shade in one path: there may be thousands of cells."""
    (x, y), (wide, high), paths = corner, SMALL, {}
    for (i, j), value in np.ndenumerate(matrix):
        level = round(SHADES * value / largest) if largest > 0 else 0
        if level:
            paths.setdefault(level, []).append(f"M{x + j * wide:.0f} {y + i * high:.0f}h{wide:.0f}v{high:.0f}h-{wide:.0f}z")
    frame = draw.box(*corner, matrix.shape[1] * wide, matrix.shape[0] * high, "none", theme.grid, 1, 0)
    filled = (f'<path d="{"".join(path)}" fill="{draw.shade(level / SHADES, theme)}"/>' for level, path in sorted(paths.items()))
    return frame + "".join(filled)


def grid_drawing(found: Backward, name: str, chosen: Key, theme: Theme) -> str:
    """Return every contribution to a parameter's gradient, a row for each loss and a column for each step, and their sum."""
    parts_of, (rows, columns) = found.contributions(name), getattr(found.net, name).shape
    size = entry_size(found, name)
    wide, high = max(columns * size[0], 74.0) + 2 * PAD, rows * size[1] + 2 * PAD + 20
    largest = max((float(np.abs(matrix).max()) for matrix in parts_of.values()), default=1.0)
    losses = [t for t in range(1, len(found.steps) + 1) if found.counts[t - 1]]
    left, parts = 62.0, []
    for k in range(1, len(found.steps) + 1):
        parts.append(draw.label(left + (k - 0.5) * (wide + GUTTER), 18, f"k = {k}", theme.muted, size=14))
    for row, t in enumerate(losses):
        y = HEAD - 10 + row * (high + GUTTER)
        parts.append(draw.label(left - 14, y + high / 2, f"t = {t}", theme.muted, size=14, anchor="end"))
        for k in (k for at, k in parts_of if at == t):
            corner = (left + (k - 1) * (wide + GUTTER), y)
            frame = cell_frame(corner, (wide, high), (t, k) == chosen, theme)
            inside = contribution_cell(parts_of[t, k], corner, size, wide, largest, theme)
            parts.append(draw.group([frame, *inside], choose=f"{t},{k}", focus=(t, k) == chosen))
    x = left + len(found.steps) * (wide + GUTTER) + 26
    height = HEAD - 10 + len(losses) * (high + GUTTER)
    parts += total_cell(found, name, x, (HEAD - 10 + height - GUTTER) / 2, (wide, high), size, theme)
    return draw.svg(x + wide + 24, max(height, high + HEAD) + 8, parts, theme, describe_grid(found, name))


def cell_frame(corner: Corner, size: Corner, lit: bool, theme: Theme) -> str:
    """Return the frame around one contribution, the chosen one lit."""
    fill = mix(theme.background, draw.accent(theme), 0.1) if lit else theme.background
    return draw.box(*corner, *size, fill, draw.accent(theme) if lit else theme.grid, 2 if lit else 1, 6)


def contribution_cell(matrix: np.ndarray, corner: Corner, size: Corner, wide: float, largest: float, theme: Theme) -> list[str]:
    """Return a contribution's matrix, and its norm below."""
    (x, y), (rows, columns) = corner, matrix.shape
    place = (x + (wide - columns * size[0]) / 2, y + PAD)
    norm = f"‖·‖ = {short(float(np.linalg.norm(matrix)))}"
    return [
        little_matrix(matrix, place, size, largest, theme),
        draw.label(x + wide / 2, y + PAD + rows * size[1] + 13, norm, theme.text, size=13),
    ]


def total_cell(found: Backward, name: str, x: float, middle: float, frame: Corner, size: Corner, theme: Theme) -> list[str]:
    """Return the sum of all contributions, behind an equals sign."""
    matrix, corner = found.totals[name], (x, middle - frame[1] / 2 + 10)
    base, sub = SYMBOLS[name]
    return [
        draw.label(x - 22, middle + 8, "=", theme.text, size=24),
        cell_frame(corner, frame, False, theme),
        *contribution_cell(matrix, corner, size, frame[0], float(np.abs(matrix).max()), theme),
        draw.label(x + frame[0] / 2, corner[1] - 14, f"∂L/∂{base}", theme.text, sub, 16, weight=600),
    ]


def describe_grid(found: Backward, name: str) -> str:
    """Say in words how many contributions there are, and which is the largest."""
    norms = {key: float(np.linalg.norm(matrix)) for key, matrix in found.contributions(name).items()}
    (t, k), largest = max(norms.items(), key=lambda item: item[1])
    title = "_".join(filter(None, SYMBOLS[name]))
    total = short(float(np.linalg.norm(found.totals[name])))
    count = f"{len(norms)} contribution{'s' if len(norms) > 1 else ''}"
    return f"{count} to ∂L/∂{title}; the largest, {short(largest)}, is that of t = {t}, k = {k}. Their sum has the norm {total}."


def contribution_rows(found: Backward, names: Sequence[str]) -> list[tuple]:
    """Return every number of every contribution, and of their sums, as rows of a table."""
    rows = []
    for name in names:
        whole = {**found.contributions(name), ("sum", ""): found.totals[name]}
        for (t, k), matrix in whole.items():
            rows += [
                ("_".join(filter(None, SYMBOLS[name])), t, k, i + 1, j + 1, float(v)) for (i, j), v in np.ndenumerate(matrix)
            ]
    return rows


HEADERS = ("matrix", "loss at step t", "weights at step k", "row", "column", "value")
