"""Small networks trained in seconds to remember over a gap, and how far each of them can: the practical meaning of a decay."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import mean

import torch
from torch import Tensor, nn

from models.cells import CELLS
from models.recurrent import Recurrent
from playground.controls import Described, check, choice, number, text
from playground.errors import Refusal
from playground.gradients.tasks import TASKS, Task
from playground.gradients.trace import Decay, mean_norm, trace
from playground.gradients.untrained import INITIALISATIONS, seeded

LONGEST_GAP, MOST_GAPS = 200, 16
TESTED = 250  # examples of each gap, always the same
REPORTS = 10  # scores while training goes on
CLIP_AT = 1.0


@dataclass(frozen=True)
class MemorySettings(Described):
    """Which network learns which task over which gaps, and for how long.

    One network learns all the gaps together, one drawn at random for each update: the small ones show the way to the large. For
    a gap by itself, name it alone.
    """

    task: str = choice("adding", "Task", "What has to be remembered.", TASKS, more=False)
    cell: str = choice("lstm", "Cell", "How one step combines the input with what is remembered.", CELLS, more=False)
    gaps: str = text("1,10,25,50,100", "Gaps", "Steps between what matters and the answer, by commas.", more=False)
    seconds: float = number(15.0, "Seconds", "Training time.", 0.1, 120.0, step=5.0, more=False)
    steps: int = number(20_000, "Steps", "Updates of the weights after which training ends, if not earlier.", 1, 20_000)
    hidden_size: int = number(48, "Hidden size", "Numbers in the memory (h).", 2, 128, step=16)
    batch_size: int = number(32, "Batch size", "Examples in each update.", 1, 128, step=16)
    learning_rate: float = number(0.004, "Learning rate", "Size of each update (Adam).", 1e-5, 0.1, step=0.001)
    initialisation: str = choice("orthogonal", "Initialisation", "How the weights are drawn.", INITIALISATIONS)
    forget_bias: float = number(1.0, "Forget-gate bias", "Where the LSTM's forget gate starts.", -5.0, 10.0, step=0.5)
    seed: int = number(1, "Seed", "Same seed and steps, same network.", 0, 2**31 - 1)

    def __post_init__(self):
        check(self)
        parse_gaps(self.gaps)

    @property
    def distances(self) -> list[int]:
        """Return the gaps as numbers, the smallest first."""
        return parse_gaps(self.gaps)


def parse_gaps(raw: str) -> list[int]:
    """Return gaps written as “1,5,10”, sorted and each once; raise `Refusal` where they are not from 1 to 200."""
    parts = raw.split(",")
    known = {str(gap) for gap in range(1, LONGEST_GAP + 1)}
    if not all(part.strip() in known for part in parts) or len(parts) > MOST_GAPS:
        right = f"write up to {MOST_GAPS} whole numbers from 1 to {LONGEST_GAP}, such as 1,5,10"
        raise Refusal(f"Gaps cannot be “{raw[:40]}”: {right}.", "gaps")
    return sorted({int(part) for part in parts})


@dataclass(frozen=True)
class MemoryStep:
    """One update, on examples of one gap; the loss is before it: nats, or the squared error of the adding problem."""

    step: int
    seconds: float
    gap: int
    loss: float


@dataclass(frozen=True)
class GapScore:
    """The share of right answers over one gap, and the mean squared error where answers are numbers.

    `renamed` is how many were right if each class that is answered stood for the one that it is answered to most often: a network
    that remembers and says it wrongly has 0 right, and 1 renamed.
    """

    gap: int
    accuracy: float
    squared_error: float | None = None
    renamed: float | None = None


@dataclass(frozen=True)
class MemoryScore:
    """How far the network remembers at this step, the smallest gap first."""

    step: int
    seconds: float
    scores: tuple[GapScore, ...]


class Reader(nn.Module):
    """Reads a sequence (B, T, D) and answers after its last step: outputs (B, O)."""

    def __init__(self, cell: str, task: Task, hidden_size: int, **options: float):
        super().__init__()
        self.recurrent = Recurrent([CELLS[cell](task.inputs, hidden_size, **options)])
        self.output = nn.Linear(hidden_size, task.outputs)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the outputs (B, O)."""
        return self.output(self.recurrent(inputs)[0][:, -1])


@dataclass
class MemoryState:
    """Everything that changes while a network learns to remember."""

    settings: MemorySettings
    reader: Reader
    optimizer: torch.optim.Optimizer
    examples: torch.Generator
    step: int = 0
    seconds: float = 0.0
    reports: int = 0
    learned: bool = field(default=False)  # every answer of the last test was right

    @property
    def task(self) -> Task:
        """Return what is learned."""
        return TASKS[self.settings.task]

    def progress(self) -> float:
        """Return the share of the budget used, from 0 to 1."""
        return min(1.0, max(self.seconds / self.settings.seconds, self.step / self.settings.steps))


def begin_memory(settings: MemorySettings) -> MemoryState:
    """Return a network that knows nothing yet; the seed decides its weights and its examples."""
    options = {name: getattr(settings, name) for name in CELLS[settings.cell].options}
    with seeded(settings.seed):
        reader = Reader(settings.cell, TASKS[settings.task], settings.hidden_size, **options)
        INITIALISATIONS[settings.initialisation].draw(reader.recurrent.cells[0])
    optimizer = torch.optim.Adam(reader.parameters(), settings.learning_rate, betas=(0.9, 0.99))
    return MemoryState(settings, reader, optimizer, torch.Generator().manual_seed(settings.seed))


def train_memory(state: MemoryState) -> Iterator[MemoryStep | MemoryScore]:
    """Train until the budget is used or every answer is right, yielding each step and now and then the scores; changes `state`.

    The last record is a score. Whoever wants to stop earlier simply stops asking.
    """
    while state.progress() < 1 and not state.learned:
        yield update_memory(state)
        if state.progress() >= ((state.reports + 1) / (REPORTS + 1)) ** 1.5 and state.progress() < 1:
            yield assess(state)
    if not state.learned:
        yield assess(state)


def update_memory(state: MemoryState) -> MemoryStep:
    """Change the weights once, by examples of one gap drawn at random."""
    started, gaps = time.perf_counter(), state.settings.distances
    gap = gaps[int(torch.randint(len(gaps), (1,), generator=state.examples))]
    drawn = state.task.draw(gap, state.settings.batch_size, state.examples)
    loss = state.task.kind.loss(state.reader(drawn.inputs), drawn.answers)
    state.optimizer.zero_grad()
    loss.backward()
    if nn.utils.clip_grad_norm_(list(state.reader.parameters()), CLIP_AT).isfinite():
        state.optimizer.step()
    state.step, state.seconds = state.step + 1, state.seconds + time.perf_counter() - started
    return MemoryStep(state.step, state.seconds, gap, loss.item())


def assess(state: MemoryState) -> MemoryScore:
    """Return the scores over every gap, on examples that are never trained on."""
    state.reports += 1
    scores = tuple(score(state.reader, state.task, gap) for gap in state.settings.distances)
    state.learned = all(one.accuracy == 1 for one in scores)
    return MemoryScore(state.step, state.seconds, scores)


@torch.no_grad()
def score(reader: Reader, task: Task, gap: int) -> GapScore:
    """Return how well a network answers over one gap."""
    drawn = task.draw(gap, TESTED, torch.Generator().manual_seed(2**40 + gap))  # no seed of a setting is as large
    outputs = reader(drawn.inputs)
    accuracy = task.kind.right(outputs, drawn.answers).double().mean().item()
    if error := task.kind.squared_error:
        return GapScore(gap, accuracy, squared_error=error(outputs, drawn.answers).item())
    return GapScore(gap, accuracy, renamed=renamed(outputs.argmax(dim=1), drawn.answers, task.outputs))


def renamed(said: Tensor, answers: Tensor, classes: int) -> float:
    """Return the accuracy of class numbers (B,) if each stood for the answer that it is given to most often."""
    counts = torch.bincount(said * classes + answers, minlength=classes**2).view(classes, classes)
    return counts.amax(dim=1).sum().item() / len(said)


def below_chance(accuracy: float, chance: float) -> bool:
    """Tell whether answers are wrong more often than luck explains, three standard deviations of the tested examples."""
    return accuracy < chance - 3 * math.sqrt(chance * (1 - chance) / TESTED)


@dataclass(frozen=True)
class GapBand:
    """The accuracy over one gap of several networks, and the mean of their squared errors."""

    gap: int
    accuracy: float
    low: float
    high: float
    squared_error: float | None = None


def bands(found: Sequence[MemoryScore]) -> list[GapBand]:
    """Return mean, lowest and highest accuracy by gap of networks that were tested over the same gaps."""
    columns = zip(*(one.scores for one in found), strict=True)
    return [band(column) for column in columns]


def band(column: Sequence[GapScore]) -> GapBand:
    """Return the band of one gap."""
    right = [one.accuracy for one in column]
    errors = [one.squared_error for one in column if one.squared_error is not None]
    return GapBand(column[0].gap, mean(right), min(right), max(right), mean(errors) if errors else None)


def memory_decay(reader: Reader, task: Task, gap: int, count: int = 16) -> dict[str, Decay]:
    """Return how the gradient of a network's own task decays over `gap` steps, by state: to be drawn beside its accuracy."""
    drawn = task.draw(gap, count, torch.Generator().manual_seed(0))

    def loss(h: Tensor) -> Tensor:
        with torch.enable_grad():
            last = h.detach().requires_grad_()
            pairs = zip(reader.output(last).split(1), drawn.answers.split(1), strict=True)
            return torch.autograd.grad(sum(task.kind.loss(*pair) for pair in pairs), last)[0]

    return {name: Decay(mean_norm(curves)[None]) for name, curves in trace(reader.recurrent, drawn.inputs, loss).items()}
