"""Gradients through time against the passes a practitioner would write, in turn in the same process, one thread."""

import time
from collections.abc import Callable, Iterator
from statistics import median

import torch
from torch import Tensor

from benchmarks.data import characters
from benchmarks.table import Row
from models.cells import CELLS
from models.language_model import LanguageModel, LanguageModelConfig
from models.recurrent import Recurrent
from playground.gradients.connectivity import connectivity_matrix
from playground.gradients.lines import untrained_lines
from playground.gradients.recording import recorded_decay
from playground.gradients.trace import trace
from playground.gradients.untrained import Untrained
from playground.language.experiment import Experiment
from playground.language.training import REPORTS, begin, update

LENGTH, BATCH, EMBEDDING, HIDDEN, VOCABULARY = 200, 32, 128, 256, 100
ROUNDS = 7
MODULES = "rnn", "gru", "lstm"
LOOPS = {"gru": 10.0, "lstm": 5.0}  # how much faster than a loop of backward passes connectivity has to be


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float, float]:
    """Return the median seconds of both, and the median of the ratios ours / theirs round by round, after one to warm up."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds + 1)][1:]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(a / b for a, b in pairs)


def fused_pass(recurrent: Recurrent, x: Tensor) -> None:
    """Run torch's kernel forwards over x (B, T, E), and backwards from the last output to every parameter and input."""
    recurrent.zero_grad()
    outputs, _ = recurrent.run_fused(x.requires_grad_(), recurrent.initial_state(len(x)))
    outputs[:, -1].sum().backward()


def loop(model: LanguageModel, ids: Tensor, followed: Tensor) -> None:
    """Run the fused network once and then one backward pass for each position."""
    x = model.embedding(ids).detach().requires_grad_()
    logits = model.output(model.recurrent(x[None])[0])[0]
    for place, token in enumerate(followed.tolist()):
        torch.autograd.grad(logits[place, token], x, retain_graph=True)


def decay_rows() -> Iterator[Row]:
    """Yield a decay curve against a fused forward and backward pass."""
    for cell in MODULES:
        recurrent, x = Recurrent([CELLS[cell](EMBEDDING, HIDDEN)]), torch.randn(BATCH, LENGTH, EMBEDDING)
        ours = lambda net=recurrent, x=x: trace(net, x.detach(), torch.ones_like)  # noqa: E731
        mine, theirs, ratio = in_turn(ours, lambda net=recurrent, x=x: fused_pass(net, x), ROUNDS)
        yield Row(f"decay curve, {CELLS[cell].label}, {LENGTH} steps, batch {BATCH}, {HIDDEN} units", 1000 * mine, "ms")
        yield Row("fused forward and backward pass, same sizes", 1000 * theirs, "ms")
        yield Row("ratio", ratio, "×", 1.2)


def connectivity_rows() -> Iterator[Row]:
    """Yield the matrix of every position and every token before it, against a loop of backward passes."""
    for cell, goal in LOOPS.items():
        model = LanguageModel(LanguageModelConfig(cell, VOCABULARY, EMBEDDING, HIDDEN)).eval()
        ids, followed = torch.randint(VOCABULARY, (2, LENGTH))
        ours = lambda parts=(model, ids, followed): connectivity_matrix(*parts)  # noqa: E731
        mine, theirs, ratio = in_turn(ours, lambda parts=(model, ids, followed): loop(*parts), 3)
        yield Row(f"connectivity {LENGTH} × {LENGTH}, {CELLS[cell].label}, {HIDDEN} units", mine, "s", 0.3)
        yield Row("loop of backward passes", theirs, "s")
        yield Row("times faster", 1 / ratio, "×", goal, more_is_better=True)


def control_rows() -> Iterator[Row]:
    """Yield what is computed when a control moves on Decay: every cell, the LSTM at three forget biases, at default sizes."""
    redraw = lambda: untrained_lines(Untrained(batch_size=4))  # noqa: E731
    redraw()
    yield Row("six decay curves at default sizes, all seeds", 1000 * median(seconds(redraw) for _ in range(ROUNDS)), "ms", 300)


def recording_rows() -> Iterator[Row]:
    """Yield what the decays of a default run cost, as a share of its training time."""
    dataset = characters()
    for cell in MODULES:
        state = begin(Experiment().with_(cell=cell), dataset)
        keep = lambda state=state: recorded_decay(state.model, state.dataset.validation)  # noqa: E731
        learn = lambda state=state: update(state)  # noqa: E731
        pairs = [(seconds(keep), median(seconds(learn) for _ in range(10))) for _ in range(ROUNDS + 1)][1:]
        share = median(one / an_update for one, an_update in pairs) * (REPORTS + 1) / state.settings.budget
        yield Row(f"recording decay, default {CELLS[cell].label}: share of training time", 100 * share, "%", 3)


def rows() -> Iterator[Row]:
    """Yield every figure."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    for section in (decay_rows, connectivity_rows, control_rows, recording_rows):
        yield from section()
