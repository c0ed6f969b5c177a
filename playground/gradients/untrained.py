"""Networks that have learned nothing yet: what their initialisation alone does to a gradient."""

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import numpy as np
import torch
from torch import Tensor, nn

from models.abreast import abreast, bare
from models.adjoint import ADJOINTS
from models.cells import ACTIVATIONS, CELLS, Cell
from models.recurrent import Recurrent
from playground.controls import Described, check, choice, number
from playground.gradients.chain import Chain, chain
from playground.gradients.trace import Decay, check_work, cross_entropy_gradient, mean_norm, trace

INPUT_SIZE, CLASSES = 32, 32  # numbers of an input, as of an embedding, and what the loss tells apart
CACHE = 150_000  # recurrent weights of networks that are traced at once
KEPT, SMALL = 64, 100_000  # networks that are kept as they were drawn, and the most numbers that one of them may have
ONE_AT_A_TIME = threading.Lock()  # torch's generator belongs to the whole process


@dataclass(frozen=True)
class Initialisation:
    """A way to draw the parameters of a cell: a menu's name for it, and the function that does it in place."""

    label: str
    draw: Callable[[Cell], None]


def draw_own(cell: Cell) -> None:
    """Draw as training here does: orthogonal recurrent weights to the last digit, zero biases (Saxe et al. 2014)."""
    cell.reset_parameters()


def draw_uniform(cell: Cell) -> None:
    """Draw everything from ±1/√H, as torch's own modules do; the forget bias is added where there is one."""
    bias = cell.bias_ih.detach().clone()
    for parameter in cell.parameters():
        nn.init.uniform_(parameter, -1 / math.sqrt(cell.hidden_size), 1 / math.sqrt(cell.hidden_size))
    with torch.no_grad():
        cell.bias_ih += bias


INITIALISATIONS = {
    "orthogonal": Initialisation("Orthogonal, as in training here", draw_own),
    "uniform": Initialisation("Uniform ±1/√H, as in torch", draw_uniform),
}


@dataclass(frozen=True)
class Untrained(Described):
    """A network as it is before training, and how its gradients are looked at."""

    cell: str = choice("lstm", "Cell", "How one step combines the input with what is remembered.", CELLS, more=False)
    hidden_size: int = number(64, "Hidden size", "Numbers in the memory (h).", 1, 512, step=16, more=False)
    length: int = number(100, "Length", "Steps, the loss being taken at the last.", 2, 500, step=10, more=False)
    activation: str = choice("tanh", "Activation", "What bends the simple RNN's state (cell “rnn” only).", ACTIVATIONS)
    initialisation: str = choice("orthogonal", "Initialisation", "How the weights are drawn.", INITIALISATIONS)
    scale: float = number(1.0, "Initialisation scale", "All weights are multiplied by this.", 0.01, 3.0, step=0.05, more=False)
    spectral_radius: float = number(
        0.0,
        "Spectral radius (0: as drawn)",
        "Largest |eigenvalue| of the recurrent matrix (of each gate's); 0 leaves it as it was drawn.",
        0.0,
        3.0,
        step=0.05,
        more=False,
    )
    input_scale: float = number(1.0, "Input strength", "Inputs are multiplied by this; strong ones saturate tanh.", 0.0, 10.0)
    forget_bias: float = number(
        1.0, "Forget-gate bias", "Where the LSTM's forget gate starts: higher remembers longer.", -5.0, 10.0, step=0.5
    )
    seeds: int = number(3, "Seeds", "Networks drawn, for the band around the curve.", 1, 20)
    seed: int = number(1, "First seed", "Same seed, same curve.", 0, 2**31 - 1)
    batch_size: int = number(8, "Batch size", "Random sequences that are averaged over.", 1, 64)

    def __post_init__(self):
        check(self)
        check_work(self.operations)

    @property
    def operations(self) -> float:
        """Return about how many floating-point operations the curves take, eigenvalues included."""
        blocks = self.seeds * self.kind.gates
        steps = 4 * blocks * self.length * self.batch_size * self.hidden_size * (self.hidden_size + INPUT_SIZE)
        return steps + (25 * blocks * self.hidden_size**3 if self.spectral_radius else 0)

    @property
    def kind(self) -> type[Cell]:
        """Return the class of the cell, the simple RNN with its activation."""
        return {**CELLS, "rnn": ACTIVATIONS[self.activation]}[self.cell]


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let what is drawn inside depend on the seed alone, and nothing outside on what is drawn."""
    with ONE_AT_A_TIME, torch.random.fork_rng(devices=()):
        torch.default_generator.manual_seed(seed)  # the one for all devices takes notes of who called it, a millisecond each time
        yield


def spectral_radius(matrix: Tensor) -> float:
    """Return the largest |eigenvalue| of a square matrix (H, H)."""
    gram = matrix @ matrix.T
    square = gram[0, 0]
    if torch.allclose(gram, square * torch.eye(len(gram), dtype=gram.dtype), rtol=0, atol=1e-12 * float(square)):
        return math.sqrt(square)  # orthogonal but for its scale: every eigenvalue has this size
    return torch.linalg.eigvals(matrix).abs().max().item()


@torch.no_grad()
def draw_cell(settings: Untrained) -> Cell:
    """Return a float64 cell drawn as the settings say."""
    return opened(scaled(draw_plain(settings), settings), settings)


@torch.no_grad()
def draw_plain(settings: Untrained) -> Cell:
    """Return a float64 cell as its initialisation draws it: weights of scale 1, a forget bias of 0."""
    options = dict.fromkeys(settings.kind.options, 0.0)
    cell = settings.kind(INPUT_SIZE, settings.hidden_size, **options).double()
    INITIALISATIONS[settings.initialisation].draw(cell)
    return cell


@torch.no_grad()
def scaled(cell: Cell, settings: Untrained) -> Cell:
    """Return a plainly drawn cell, which stays as it is, with weights of the scale and the spectral radius that are asked for."""
    made = bare(cell)
    for name, parameter in cell.named_parameters():
        setattr(made, name, settings.scale * parameter if name.startswith("weight") else parameter.detach())
    for block in made.weight_hh.split(settings.hidden_size) if settings.spectral_radius else ():
        block.mul_(settings.spectral_radius / spectral_radius(block))
    return made


def opened(cell: Cell, settings: Untrained) -> Cell:
    """Return a cell with the settings' forget bias, where it has one, that shares all else with a cell whose own is 0."""
    if "forget_bias" not in settings.kind.options:
        return cell
    made, size = bare(cell), cell.hidden_size
    for name in ("weight_ih", "weight_hh", "weight_ch", "bias_hh"):
        if hasattr(cell, name):
            setattr(made, name, getattr(cell, name))
    made.bias_ih = cell.bias_ih.clone()
    made.bias_ih[size : 2 * size] += settings.forget_bias
    return made


@dataclass(frozen=True)
class Drawn:
    """A network as it was drawn, and what it reads: inputs (B, T, E) from N(0, 1), as embeddings are, and classes (B,)."""

    cell: Cell
    output: nn.Linear
    x: Tensor
    targets: Tensor

    def loss(self, h: Tensor) -> Tensor:
        """Return the gradient (B, H) of a cross-entropy over the classes with respect to the last outputs (B, H)."""
        return cross_entropy_gradient(self.output(h), self.targets) @ self.output.weight


def draw_network(settings: Untrained, seed: int) -> Drawn:
    """Return the network of one seed, and what it reads."""
    (found,) = draw_siblings([settings], seed)
    return found


def draw_siblings(kinds: Sequence[Untrained], seed: int) -> list[Drawn]:
    """Return the networks of one seed, alike but for their forget bias, with what they read; they share all matrices."""
    first = kinds[0]
    plain = replace(first, scale=1.0, spectral_radius=0.0, input_scale=1.0, forget_bias=0.0, seeds=1, seed=seed)
    size, given = first.hidden_size, first.batch_size * first.length * INPUT_SIZE
    numbers = first.kind.gates * size * (size + INPUT_SIZE) + given
    found = kept(plain) if numbers <= SMALL else drawn(plain)
    cell, x = scaled(found.cell, first), first.input_scale * found.x
    return [replace(found, cell=opened(cell, kind), x=x) for kind in kinds]


def drawn(settings: Untrained) -> Drawn:
    """Return a network as its initialisation draws it, and inputs of strength 1."""
    with seeded(settings.seed):
        cell, output = draw_plain(settings), nn.Linear(settings.hidden_size, CLASSES).double()
        x = torch.randn(settings.batch_size, settings.length, INPUT_SIZE, dtype=torch.float64)
        return Drawn(cell, output.requires_grad_(False), x, torch.randint(CLASSES, (settings.batch_size,)))


kept = lru_cache(maxsize=KEPT)(drawn)  # a control that moves most often scales what was drawn before


def traces(networks: Sequence[Drawn]) -> list[dict[str, np.ndarray]]:
    """Return the curve (T,) of each state of each network, all of one kind: log10 of the mean norm, the last step first.

    Siblings stand one after the other, as many of each.
    """
    count, rows = len(networks), len(networks[0].targets)
    cell = abreast([one.cell for one in networks], rows) if count > 1 else networks[0].cell
    read = [next(group).x for _, group in groupby(networks, lambda one: id(one.cell.weight_hh))]
    loss = lambda h: torch.cat([one.loss(part) for one, part in zip(networks, h.chunk(count), strict=True)])  # noqa: E731
    found = trace(Recurrent([cell]), torch.cat(read), loss, (cell.initial_state(count * rows),))
    apart = {name: curves.reshape(count, rows, -1) for name, curves in found.items()}
    return [{name: mean_norm(curves[number]) for name, curves in apart.items()} for number in range(count)]


def untrained_chain(settings: Untrained, length: int) -> Chain:
    """Return the chain of Jacobians of one network, drawn from the first seed, over a random sequence."""
    with seeded(settings.seed):
        cell = draw_cell(settings)
        x = settings.input_scale * torch.randn(length, INPUT_SIZE, dtype=torch.float64)
    return chain(Recurrent([cell]), x)


def untrained_decay(settings: Untrained) -> dict[str, Decay]:
    """Return the decay by state over `settings.seeds` networks."""
    return untrained_decays([settings])[0]


def untrained_decays(kinds: Sequence[Untrained]) -> list[dict[str, Decay]]:
    """Return the decay by state of networks of one cell, size and length; as many as a cache holds are traced at once.

    Kinds that differ in their forget bias alone stand one after the other, as many of each.
    """
    known = kinds[0].kind in ADJOINTS
    siblings = [tuple(some) for _, some in groupby(kinds, lambda one: replace(one, forget_bias=0.0) if known else one)]
    wanted = [(some, some[0].seed + number) for some in siblings for number in range(some[0].seeds)]
    together = max(1, CACHE // (kinds[0].kind.gates * kinds[0].hidden_size ** 2)) if known else 1
    found: dict[Untrained, list[dict[str, np.ndarray]]] = {kind: [] for kind in kinds}
    for start in range(0, len(wanted), together):
        group = wanted[start : start + together]
        curves = traces([network for some, seed in group for network in draw_siblings(some, seed)])
        for kind, curve in zip((kind for some, _ in group for kind in some), curves, strict=True):
            found[kind].append(curve)
    return [{name: Decay(np.stack([one[name] for one in found[kind]])) for name in found[kind][0]} for kind in kinds]
