"""Which decay curves stand on one axis: every kind of network there is, or the runs that somebody chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from torch import Tensor

from models.cells import CELLS, COMMON
from models.language_model import LanguageModel
from playground.gradients.trace import Decay, model_decay
from playground.gradients.untrained import Untrained, untrained_decay

FORGET_BIASES = (0.0, 1.0, 3.0)
RADII = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5)
SLOPE_LENGTH, SLOPE_SIZE = 50, 64  # steps and units of the networks whose slopes are compared


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


def variants(settings: Untrained, cells: Iterable[str] = COMMON) -> dict[str, tuple[int, Untrained]]:
    """Return these cells with these settings, those with a forget gate once for each forget bias; by name."""
    found = {}
    for name in cells:
        cell = CELLS[name]
        biases = FORGET_BIASES if "forget_bias" in cell.options else ()
        kinds = {f"{cell.label}, forget bias {bias:g}": dict(forget_bias=bias) for bias in biases} or {cell.label: {}}
        found |= {label: (rank, settings.with_(cell=name, **change)) for rank, (label, change) in enumerate(kinds.items())}
    return found


def untrained_lines(settings: Untrained, cells: Iterable[str] = COMMON, decay_of=untrained_decay) -> list[Line]:
    """Return the curves of every variant of these cells; `decay_of` may remember what it has computed before."""
    return [
        Line(name, variant.cell, state, rank, decay)
        for name, (rank, variant) in variants(settings, cells).items()
        for state, decay in decay_of(variant).items()
    ]


def trained_lines(models: Mapping[str, tuple[LanguageModel, Tensor]], length: int, batch: int, turns: int) -> list[Line]:
    """Return the curves of trained models, each on its own tokens (L,); by the name of its run."""
    ranks: dict[str, int] = {}
    lines = []
    for name, (model, ids) in models.items():
        cell = model.config.cell
        rank = ranks[cell] = ranks.get(cell, -1) + 1
        lines += [Line(name, cell, state, rank, one) for state, one in model_decay(model, ids, length, batch, turns).items()]
    return lines


def slopes(activation: str, seed: int = 1) -> list[tuple[float, float]]:
    """Return (spectral radius, slope) of simple RNNs with one activation: the least-squares change of log10 norm a step.

    A linear network's slope is log10 of its radius; what bends the state takes its share besides.
    """
    how = dict(cell="rnn", activation=activation, hidden_size=SLOPE_SIZE, length=SLOPE_LENGTH, seeds=1, batch_size=2, seed=seed)
    found = ((radius, untrained_decay(Untrained(spectral_radius=radius, **how))["h"].slope) for radius in RADII)
    return [(radius, slope) for radius, slope in found if slope is not None]
