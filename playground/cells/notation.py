"""The equations of a cell as LaTeX, in two notations, with numbers under the symbols where they are known."""

import re
from collections.abc import Mapping

from models.cells import CELLS
from playground.cells.recipes import ORDER, RECIPES, Equation

NOTATIONS = {"torch": "h, c, i/f/o (torch)", "course": "a, c, Γ (course)"}
BEFORE, AFTER = r"^{\langle t-1\rangle}", r"^{\langle t\rangle}"
TORCH = {"h": "h_{t-1}", "h'": "h_t", "c": "c_{t-1}", "c'": "c_t"} | {name: f"{name}_t" for name in "rznifgo"}
GAMMA = {"r": r"\Gamma_r", "i": r"\Gamma_u", "f": r"\Gamma_f", "o": r"\Gamma_o", "-z": r"\Gamma_u"}
COURSE = GAMMA | {"n": rf"\tilde c{AFTER}", "g": rf"\tilde c{AFTER}", "c": f"c{BEFORE}", "c'": f"c{AFTER}"}
LETTERS = {"r": "r", "z": "u", "n": "c", "i": "u", "f": "f", "g": "c", "o": "o", "a": "a"}  # of a gate's weights, in the course
SYMBOL = re.compile("@([^@]+)@")
FAMILY_STATE = {"gru": "c"}  # what the course calls a GRU's state; the others' is a


def torch_symbols(cell: str) -> dict[str, str]:
    """Return the LaTeX of every name in torch's notation."""
    simple = ORDER[cell] == "a"
    found = dict(TORCH)
    for name in ORDER[cell]:
        tail, read = ("" if simple else name), r"(r_t \odot h_{t-1})" if (cell, name) == ("gru-before", "n") else "h_{t-1}"
        found[f"x_{name}"] = rf"W_{{i{tail or 'h'}}}x_t + b_{{i{tail or 'h'}}}"
        found[f"u_{name}"] = rf"W_{{h{tail or 'h'}}}{read} + b_{{h{tail or 'h'}}}"
        found[f"p_{name}"] = rf"p_{name} \odot {'c_t' if name == 'o' else 'c_{t-1}'}"
    return found


def course_symbols(cell: str) -> dict[str, str]:
    """Return the LaTeX of every name in the notation of Γ; biases are split in two, as torch has them."""
    state = FAMILY_STATE.get(CELLS[cell].family, "a")
    found = COURSE | {"h": f"{state}{BEFORE}", "h'": f"{state}{AFTER}"}
    for name in ORDER[cell]:
        letter = LETTERS[name]
        read = rf"(\Gamma_r \odot {state}{BEFORE})" if (cell, name) == ("gru-before", "n") else f"{state}{BEFORE}"
        found[f"x_{name}"] = rf"W_{{{letter}x}}x{AFTER} + b_{letter}"
        found[f"u_{name}"] = rf"W_{{{letter}{state}}}{read} + b'_{letter}"
        found[f"p_{name}"] = rf"p_{letter} \odot c{AFTER if name == 'o' else BEFORE}"
    return found | {f"-{name}": found[name] for name in ("x_z", "u_z") if name in found}


SYMBOLS = {"torch": torch_symbols, "course": course_symbols}


def lines(cell: str, notation: str, numbers: Mapping[str, float | str] | None = None) -> list[str]:
    """Return each equation of a cell as LaTeX, with a number under each symbol if there are numbers, or what stands for it."""
    symbols = SYMBOLS[notation](cell)

    def symbol(name: str) -> str:
        return symbols[name] if numbers is None else rf"\underbrace{{{symbols[name]}}}_{{{short(numbers[name])}}}"

    found = []
    for equation in RECIPES[cell]:
        if text := getattr(equation, notation):
            right = SYMBOL.sub(lambda match: symbol(match[1]), text)
            found.append(f"{symbol(result(equation, notation))} &= {right}")
    return found


def result(equation: Equation, notation: str) -> str:
    """Return the name of what a line gives: the course's Γ_u of a GRU is what torch's z leaves."""
    return "-z" if (equation.name, notation) == ("z", "course") else equation.name


def latex(cell: str, notation: str = "torch", numbers: Mapping[str, float | str] | None = None) -> str:
    """Return the equations of a cell as one block, as `lines`."""
    gap = r" \\[6pt] " if numbers else r" \\ "
    return r"\begin{aligned}" + gap.join(lines(cell, notation, numbers)) + r"\end{aligned}"


def short(value: float | str) -> str:
    """Write a number under a symbol: two digits behind the point, more where it would be nothing."""
    if isinstance(value, str):
        return value
    if 0 < abs(value) < 0.005:
        digits, power = f"{value:.0e}".split("e")
        return rf"{digits} \cdot 10^{{{int(power)}}}"
    return f"{value:.2f}"


TITLES = {
    "torch": {
        **{"r": "reset gate r", "z": "update gate z", "n": "candidate n", "h'": "hidden state h"},
        **{"i": "input gate i", "f": "forget gate f", "g": "candidate g", "o": "output gate o", "c'": "cell state c"},
    },
    "course": {
        **{"r": "relevance gate Γr", "-z": "update gate Γu", "n": "candidate c̃", "h'": "activation a"},
        **{"i": "update gate Γu", "f": "forget gate Γf", "g": "candidate c̃", "o": "output gate Γo", "c'": "memory cell c"},
    },
}


def titles(cell: str, notation: str) -> dict[str, str]:
    """Return what is shown of a cell and what it is called: its gates in order, then its states after the step."""
    known = TITLES[notation]
    if (notation, CELLS[cell].family) == ("course", "gru"):
        known = known | {"h'": "memory cell c, which is also a"}
    names = ["-z" if (name, notation) == ("z", "course") else name for name in CELLS[cell].gate_names]
    return {name: known[name] for name in (*names, *(f"{name}'" for name in reversed(CELLS[cell].state_names)))}
