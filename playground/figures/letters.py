"""What the browser needs to show any letter's step at once: the equations of a cell, and each symbol's number at each letter."""

from collections.abc import Sequence
from typing import Any

from playground.cells.notation import latex, short
from playground.cells.sentence import Reading

SAID = (
    "Unit {unit} at letter {place}, “{letter}”. A product such as W x is one number here: this unit's row of the matrix times "
    "the whole vector. Another unit: in the sidebar, under More."
)


def letters(reading: Reading, cell: str, notation: str, unit: int) -> dict[str, Any]:
    """Return the letters, the equations as LaTeX with #0#, #1# … for numbers, and `numbers`: of each over the letters."""
    names = list(reading.values)
    equations = latex(cell, notation, {name: f"#{number}#" for number, name in enumerate(names)})
    shown = [reading.values[name][:, unit].tolist() if f"#{number}#" in equations else () for number, name in enumerate(names)]
    return dict(
        letters=[token if token.strip() else "␣" for token in reading.tokens],
        named=[token if token.strip() else "space" for token in reading.tokens],
        equations=equations,
        numbers=[written(values) for values in shown],
        said=SAID.replace("{unit}", str(unit + 1)),
    )


def written(values: Sequence[float]) -> list[str]:
    """Return numbers as they stand under a symbol."""
    return [short(value) for value in values]
