"""What a cell costs at a size: its parameters, the multiplications of one step, and how long a step takes on this machine."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from models.cells import CELLS, Cell
from models.recurrent import Recurrent
from playground.cells.notation import lines
from playground.cells.recipes import RECIPES
from playground.controls import Described, check, number

ROUNDS, LEAST = 7, 3  # measured in turn, at least; the quickest is told, which other work on the machine disturbs least
PATIENCE = 0.8  # seconds after which no further round begins: somebody waits for a page
STEPS = 40  # of reading in one measurement
BATCH, LENGTH = 16, 16  # sequences and steps of the training that is timed


@dataclass(frozen=True)
class Sizes(Described):
    """How large the cells are."""

    input_size: int = number(64, "Input size", "Numbers in x, the embedding of one token.", 1, 512, step=16, more=False)
    hidden_size: int = number(128, "Hidden size", "Numbers in the state h.", 1, 512, step=16, more=False)

    def __post_init__(self):
        check(self)


@dataclass(frozen=True)
class Cost:
    """What one cell takes: numbers to learn, multiplications of a step, µs of a step read, µs a token of training."""

    cell: str
    parameters: int
    multiplications: int
    reading: float
    training: float


def parameters(cell: str, sizes: Sizes) -> int:
    """Count the numbers to learn in a cell."""
    return sum(part.numel() for part in made(cell, sizes).parameters())


def multiplications(cell: str, sizes: Sizes) -> int:
    """Count the multiplications of one step of one sequence, as the equations are written: matrices, and ⊙ unit by unit."""
    products = sum(line.count(r"\odot") for line in lines(cell, "torch"))
    return CELLS[cell].gates * sizes.hidden_size * (sizes.input_size + sizes.hidden_size) + products * sizes.hidden_size


def made(cell: str, sizes: Sizes) -> Cell:
    """Return a cell of these sizes; nobody's random numbers are disturbed."""
    with torch.random.fork_rng(devices=()):
        return CELLS[cell](sizes.input_size, sizes.hidden_size)


def costs(sizes: Sizes) -> list[Cost]:
    """Return what every cell with a recipe costs, its times measured here and now: each in turn, in some rounds."""
    cells = {name: made(name, sizes) for name in RECIPES}
    readers = {name: reading(cell) for name, cell in cells.items()}
    trainers = {name: training(cell, sizes.input_size) for name, cell in cells.items()}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in cells}
    start = time.perf_counter()
    for done in range(ROUNDS + 1):  # the first is for warming up
        if done > LEAST and time.perf_counter() - start > PATIENCE:
            break
        for name, found in times.items():
            found.append((seconds(readers[name]) / STEPS, seconds(trainers[name]) / (BATCH * LENGTH)))
    return [
        Cost(
            name,
            parameters(name, sizes),
            multiplications(name, sizes),
            *(1e6 * min(column) for column in zip(*found[1:], strict=True)),
        )
        for name, found in times.items()
    ]


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def reading(cell: Cell) -> Callable[[], None]:
    """Return what reads one text, a token at a time, as sampling does: on arrays, the input's projection looked up."""
    weights = [part.detach().numpy().copy(order="C") for part in cell.array_weights()]
    projected = np.zeros(cell.gates * cell.hidden_size, np.float32)
    start = tuple(part[0].numpy() for part in cell.initial_state(1))

    def run() -> None:
        state = start
        for _ in range(STEPS):
            state = type(cell).numpy_step(projected, state, *weights)

    return run


def training(cell: Cell, input_size: int) -> Callable[[], None]:
    """Return a pass forward and back over a batch, by torch's kernel where it has one."""
    recurrent, x = Recurrent([cell]), torch.zeros(BATCH, LENGTH, input_size)

    def run() -> None:
        recurrent.zero_grad()
        recurrent(x)[0].sum().backward()

    return run
