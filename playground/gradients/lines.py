"""Which decay curves stand on one axis: every kind of network there is, or the runs that somebody chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from torch import Tensor

from models.cells import CELLS, COMMON
from models.language_model import LanguageModel
from playground.errors import Refusal
from playground.gradients.trace import Decay, model_decay, model_work
from playground.gradients.untrained import Untrained, untrained_decays

FORGET_BIASES = (0.0, 1.0, 3.0)
RADII = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5)
TOGETHER = 3e10  # floating-point operations of trained runs on one page, some seconds
SLOPE_LENGTH, SLOPE_SIZE = 50, 64  # steps and units at most of the networks whose slopes are compared


@dataclass(frozen=True)
class Line:
    """One curve: `name` says whose, `state` of what; `rank` tells the curves of one cell apart."""

    name: str
    cell: str
    state: str
    rank: int
    decay: Decay

    @property
    def title(self) -> str:
        """Return the name with the state, where that is not h."""
        return self.name if self.state == "h" else f"{self.name}: {self.state}"


def variants(settings: Untrained, cell: str) -> dict[str, Untrained]:
    """Return a cell with these settings by its name, once for each forget bias where it has a forget gate."""
    one = settings.with_(cell=cell)
    biases = FORGET_BIASES if "forget_bias" in CELLS[cell].options else ()
    return {f"{one.kind.label}, forget bias {bias:g}": one.with_(forget_bias=bias) for bias in biases} or {one.kind.label: one}


def drawn_as(settings: Untrained) -> str:
    """Return the name of the cell whose colour a network wears: the simple RNN with ReLU is a cell of its own."""
    return next((name for name, cell in CELLS.items() if cell is settings.kind), settings.cell)


def untrained_lines(settings: Untrained, cells: Iterable[str] = COMMON, decays_of=untrained_decays) -> list[Line]:
    """Return the curves of every variant of these cells, each once; `decays_of` may remember what it has computed before."""
    lines: dict[str, list[Line]] = {}
    for kinds in (variants(settings, cell) for cell in cells):
        for rank, ((name, one), decay) in enumerate(zip(kinds.items(), decays_of(tuple(kinds.values())), strict=True)):
            lines[name] = [Line(name, drawn_as(one), state, rank, found) for state, found in decay.items()]
    return [line for found in lines.values() for line in found]


def trained_lines(models: Mapping[str, tuple[LanguageModel, Tensor]], length: int, batch: int, turns: int) -> list[Line]:
    """Return the curves of trained models, each on its own tokens (L,); by the name of its run.

    Raises `Refusal` where all of them together would keep a page waiting, with the length that would not.
    """
    step = sum(batch * turns * model_work(model, 1) for model, _ in models.values())
    if length * step > TOGETHER:
        fitting = int(TOGETHER / step)
        less = (
            f"use a length of at most {fitting}, or fewer stretches or runs" if fitting > 1 else "choose fewer stretches or runs"
        )
        raise Refusal(f"These curves take {length * step / TOGETHER:.1f} times longer than allowed: {less}.", "length")
    ranks: dict[str, int] = {}
    lines = []
    for name, (model, ids) in models.items():
        cell = model.config.cell
        rank = ranks[cell] = ranks.get(cell, -1) + 1
        lines += [Line(name, cell, state, rank, one) for state, one in model_decay(model, ids, length, batch, turns).items()]
    return lines


def sloping(settings: Untrained, activation: str) -> Untrained:
    """Return the simple RNN whose slope is measured for these settings: one of them, and no larger than answers at once."""
    size, length = min(settings.hidden_size, SLOPE_SIZE), min(settings.length, SLOPE_LENGTH)
    kept = {name: getattr(settings, name) for name in ("initialisation", "scale", "input_scale", "seed")}
    return Untrained(cell="rnn", activation=activation, hidden_size=size, length=length, seeds=1, batch_size=2, **kept)


def slopes(one: Untrained) -> list[tuple[float, float]]:
    """Return (spectral radius, slope) of a simple RNN at each of `RADII`: the least-squares change of log10 norm a step.

    A linear network's slope is log10 of its radius; what bends the state takes its share besides.
    """
    found = zip(RADII, untrained_decays([one.with_(spectral_radius=radius) for radius in RADII]), strict=True)
    return [(radius, decay["h"].slope) for radius, decay in found if decay["h"].slope is not None]
