"""Every cell written out equation by equation: how each line is computed, and how it is written in two notations.

A recipe computes what the cell in `models/cells.py` computes, slowly and with a name for everything: the numbers under the
symbols of a formula, the gates over a sentence, a gate that is held open. Values are arrays (…, H) by name: of the gate r, `x_r`
is W_ir x_t + b_ir and `u_r` W_hr h_{t-1} + b_hr; `h` and `c` are the state before the step, `h'` and `c'` after it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from models.arrays import sigmoid as in_place

Values = dict[str, np.ndarray]


@dataclass(frozen=True)
class Equation:
    """One line: what it gives, how that is computed from the values so far, and its right side in both notations.

    Symbols stand between @. A line without text is computed and not shown.
    """

    name: str
    value: Callable[[Values], np.ndarray]
    torch: str = ""
    course: str = ""


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-x) as a new array."""
    return in_place(np.array(x, dtype=float))


def gate(name: str, peep: str = "", flipped: bool = False) -> Equation:
    """Return the line of a gate: σ of what comes from the input and from the state, and through a peephole if there is one.

    The course's update gate lets in what torch's z keeps out, so that its pre-activation is the same with the other sign.
    """
    terms = [f"x_{name}", f"u_{name}", *([peep] if peep else [])]
    text = r"\sigma(" + " + ".join(f"@{term}@" for term in terms) + ")"
    course = text.replace("x_z", "-x_z").replace("u_z", "-u_z") if flipped else text
    return Equation(name, lambda v: sigmoid(sum(v[term] for term in terms)), text, course)


def candidate(name: str) -> Equation:
    """Return the line of a candidate: tanh of what comes from the input and from the state."""
    text = rf"\tanh(@x_{name}@ + @u_{name}@)"
    return Equation(name, lambda v: np.tanh(v[f"x_{name}"] + v[f"u_{name}"]), text, text)


def elman(text: str, bend: Callable[[np.ndarray], np.ndarray]) -> tuple[Equation, ...]:
    """Return the one line of a simple RNN."""
    return (Equation("h'", lambda v: bend(v["x_a"] + v["u_a"]), text, text),)


UPDATE = gate("z", flipped=True)
BLEND = (
    Equation("-z", lambda v: 1 - v["z"]),
    Equation(
        "h'",
        lambda v: (1 - v["z"]) * v["n"] + v["z"] * v["h"],
        r"(1 - @z@) \odot @n@ + @z@ \odot @h@",
        r"@-z@ \odot @n@ + (1 - @-z@) \odot @h@",
    ),
)
RESET_AFTER = Equation(
    "n",
    lambda v: np.tanh(v["x_n"] + v["r"] * v["u_n"]),
    r"\tanh(@x_n@ + @r@ \odot (@u_n@))",
    r"\tanh(@x_n@ + @r@ \odot (@u_n@))",
)
OUTPUT = Equation("h'", lambda v: v["o"] * np.tanh(v["c'"]), r"@o@ \odot \tanh(@c'@)", r"@o@ \odot \tanh(@c'@)")
MEMORY = Equation(
    "c'", lambda v: v["f"] * v["c"] + v["i"] * v["g"], r"@f@ \odot @c@ + @i@ \odot @g@", r"@i@ \odot @g@ + @f@ \odot @c@"
)


def peephole(name: str, of: str) -> Equation:
    """Return what a gate sees of a cell state."""
    return Equation(f"p_{name}", lambda v: v[f"peep_{name}"] * v[of])


RECIPES: dict[str, tuple[Equation, ...]] = {
    "rnn": elman(r"\tanh(@x_a@ + @u_a@)", np.tanh),
    "rnn-relu": elman(r"\max(0,\; @x_a@ + @u_a@)", lambda a: np.maximum(a, 0)),
    "gru": (gate("r"), UPDATE, RESET_AFTER, *BLEND),
    "gru-simple": (UPDATE, candidate("n"), *BLEND),
    "gru-before": (gate("r"), UPDATE, Equation("u_n", lambda v: v["reset"](v)), candidate("n"), *BLEND),
    "lstm": (gate("i"), gate("f"), candidate("g"), MEMORY, gate("o"), OUTPUT),
    "lstm-peephole": (
        *(peephole("i", "c"), peephole("f", "c"), gate("i", "p_i"), gate("f", "p_f"), candidate("g"), MEMORY),
        *(peephole("o", "c'"), gate("o", "p_o"), OUTPUT),
    ),
}
"""The equations of each cell, in the order in which they are computed."""

ORDER = {
    "rnn": "a",
    "rnn-relu": "a",
    "gru": "rzn",
    "gru-simple": "zn",
    "gru-before": "rzn",
    "lstm": "ifgo",
    "lstm-peephole": "ifgo",
}
"""The blocks of H rows in the weights of each cell, first to last; `a` is the only one of a simple RNN."""

SHUTTERS: Mapping[str, Mapping[str, str]] = {
    "r": {"name": "reset gate", "open": "the old state is read whole", "shut": "the candidate knows nothing of the old state"},
    "z": {"name": "update gate", "open": "the old state stays as it is", "shut": "the old state is replaced at every step"},
    "i": {"name": "input gate", "open": "every candidate is written", "shut": "nothing new is written"},
    "f": {"name": "forget gate", "open": "the cell state is kept whole", "shut": "the cell state is cleared at every step"},
    "o": {"name": "output gate", "open": "the cell state shows", "shut": "the output is zero: nothing shows"},
}
"""The gates that can be held, by their name in torch, and what either end means."""


def shutters(cell: str) -> list[str]:
    """Return the gates of a cell that can be held open or shut, in their order."""
    return [name for name in ORDER[cell] if name in SHUTTERS]
