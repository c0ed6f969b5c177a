"""Gradients through time as tables: what the figures show, number by number, as CSV."""

from collections.abc import Mapping, Sequence

import numpy as np

from playground.figures.export import table_text
from playground.gradients.chain import Chain
from playground.gradients.lines import Line
from playground.gradients.trace import Decay
from playground.language.records import DecayRecord

AFTER = (8, 40)  # steps after which a table says how much is left: eight words, and eight words spelled out


def curves_text(lines: Sequence[Line]) -> str:
    """Return every curve: log10 of the norm, with the lowest and the highest seed, and log10 of the share that is left."""
    heads = ("network", "state", "steps back", "log10 norm", "lowest", "highest", "log10 share left")
    rows = (
        (line.name, line.state, back, *map(format_log, numbers))
        for line in lines
        for back, numbers in enumerate(zip(line.decay.middle, line.decay.low, line.decay.high, shares(line.decay), strict=True))
    )
    return table_text(heads, rows)


def shares(decay: Decay) -> np.ndarray:
    """Return log10 of what is left of the last step's norm (T,); no number where nothing arrives at all."""
    return decay.left if np.isfinite(decay.middle[0]) else np.full(len(decay.middle), np.nan)


def numbers_text(lines: Sequence[Line]) -> str:
    """Return the table beside the curves; an empty cell stands for what lies beyond the curve."""
    left = [f"log10 share left after {back}" for back in AFTER]
    heads = ("network", "state", "curves", "half-life, steps", "1 % left after, steps", *left, "slope, log10 a step")
    return table_text(heads, (numbers_of(line) for line in lines))


def numbers_of(line: Line) -> tuple:
    """Return the row of one line."""
    decay = line.decay
    left = [format_log(decay.left[back]) if back < len(decay.left) else "" for back in AFTER]
    steps = (format_number(decay.half_life), format_number(decay.steps_to_1_percent))
    return line.name, line.state, len(decay.curves), *steps, *left, format_number(decay.slope)


def chain_text(chain: Chain) -> str:
    """Return the running product, what each ingredient alone would give, and the norm of the factor that came last."""
    heads = (
        "factors",
        "log10 norm of the product",
        *(f"log10 of {name} alone" for name in chain.parts),
        "norm of the last factor",
    )
    factors = ["", *(format_number(norm) for norm in chain.norms[::-1])]
    columns = zip(chain.product, *chain.parts.values(), strict=True)
    rows = ((count, *map(format_log, logs), factors[count]) for count, logs in enumerate(columns))
    return table_text(heads, rows)


def spectra_text(chain: Chain) -> str:
    """Return every singular value of every step, the largest of each first."""
    rows = ((step, rank, f"{value:.6g}") for step, values in enumerate(chain.spectra, 1) for rank, value in enumerate(values, 1))
    return table_text(("step", "rank", "singular value"), rows)


def slopes_text(found: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Return the slope at each spectral radius for each activation."""
    rows = ((name, radius, format_number(slope)) for name, points in found.items() for radius, slope in points)
    return table_text(("activation", "spectral radius", "slope, log10 a step"), rows)


def learning_text(decays: Mapping[str, Sequence[DecayRecord]]) -> str:
    """Return the decays that runs recorded while they trained; an empty cell where nothing arrived."""
    rows = (
        (name, record.step, state, back, "" if value is None else value)
        for name, records in decays.items()
        for record in records
        for state, curve in record.states.items()
        for back, value in enumerate(curve)
    )
    return table_text(("run", "training step", "state", "steps back", "log10 norm"), rows)


def format_log(value: float) -> str:
    """Write a logarithm for a table; nothing where nothing arrives."""
    return f"{value:.6f}" if np.isfinite(value) else ""


def format_number(value: float | None) -> str:
    """Write a number for a table; nothing where there is none."""
    return "" if value is None else f"{value:.6g}"
