"""Training as a generator: `for record in train(state)` is what the worker, the command line, tests and benchmarks all run."""

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F

from models.language_model import LanguageModel, detach, forget
from models.recurrent import LayerStates
from playground.errors import Refusal
from playground.gradients.recording import recorded_decay
from playground.language.embeddings import Coverage, Vectors, start_from
from playground.language.evaluation import evaluation_steps
from playground.language.experiment import Experiment, TrainingSettings
from playground.language.generation import Sampling, generate
from playground.language.optimisation import CLIPPINGS, OPTIMIZERS, SCHEDULES
from playground.language.records import (
    REASONS,
    BusyRecord,
    DecayRecord,
    EndRecord,
    Record,
    SampleRecord,
    StepRecord,
    ValidationRecord,
)
from playground.text.batches import Batches
from playground.text.dataset import Dataset

REPORTS = 14  # validations and samples in one stretch of training
QUICK_LOOK = 16_384  # validation tokens read while training goes on; the end reads them all
SAMPLE_LENGTH, SAMPLE_TEMPERATURE = 240, 0.7
EXPLODED = 3.0  # a loss this many times ln V, for `PATIENCE` updates on end, has lost its way
PATIENCE = 10


@dataclass
class TrainingState:
    """Everything that changes while a model trains; with the experiment and the data set, all that is needed to go on."""

    experiment: Experiment
    dataset: Dataset
    model: LanguageModel
    optimizer: torch.optim.Optimizer
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    origin: tuple[int, int, float] = (0, 0, 0.0)  # step, tokens and seconds where this stretch began
    reports: int = 0  # how many were made in this stretch
    hidden: LayerStates | None = None  # state carried to the next batch
    random: Tensor = field(default_factory=torch.get_rng_state)  # where dropout's generator stands
    alarming: int = 0  # updates on end with a loss that is far too high
    coverage: Coverage | None = None  # of the word vectors that were put in, where it has just begun with some

    @property
    def settings(self) -> TrainingSettings:
        """Return how this run is trained."""
        return self.experiment.training

    @property
    def batches(self) -> Batches:
        """Return the batches of the training part."""
        settings = self.settings
        return Batches(self.dataset.train, settings.batch_size, settings.sequence_length, settings.stateful, settings.seed)

    def used(self) -> float:
        """Return how much of the budget this stretch has used, in the budget's own unit."""
        here = {"steps": self.step, "tokens": self.tokens, "seconds": self.seconds}
        begun = dict(zip(("steps", "tokens", "seconds"), self.origin, strict=True))
        return here[self.settings.budget_unit] - begun[self.settings.budget_unit]

    def progress(self) -> float:
        """Return the share of the budget used, from 0 to 1."""
        return min(1.0, self.used() / self.settings.budget)

    def finished(self) -> bool:
        """Tell whether the budget is used up; a budget of tokens is never overdrawn, save by the first batch."""
        unit = {"tokens": self.batches.rows * self.settings.sequence_length}.get(self.settings.budget_unit, 0)
        return self.step > self.origin[0] and self.used() + max(unit, 1e-9) > self.settings.budget

    def where(self) -> dict:
        """Return step, tokens and seconds: the first fields of every record."""
        return {"step": self.step, "tokens": self.tokens, "seconds": self.seconds}


def begin(experiment: Experiment, dataset: Dataset, vectors: Vectors | None = None) -> TrainingState:
    """Return a freshly initialised model and optimiser, ready to train; the seed decides every weight that `vectors` do not.

    Raises `Refusal` where the experiment starts from word vectors and they are not given, or do not fit.
    """
    state = fresh(experiment, dataset)
    if experiment.model.wants_vectors:
        if vectors is None:
            raise Refusal("This run starts from word vectors, and they are not here: choose a set of vectors.", "vectors")
        state.coverage = start_from(state.model, dataset.vocabulary, vectors)
    return state


def fresh(experiment: Experiment, dataset: Dataset) -> TrainingState:
    """Return a model that is random all through, and its optimiser."""
    torch.manual_seed(experiment.training.seed)
    model = LanguageModel(experiment.model.config(len(dataset.vocabulary)))
    optimizer = OPTIMIZERS[experiment.training.optimizer].function(list(model.parameters()), experiment.training.learning_rate)
    return TrainingState(experiment, dataset, model, optimizer)


def train(state: TrainingState) -> Iterator[Record]:
    """Train until the budget is used or the loss explodes, yielding a record after each thing done; changes `state` in place.

    Ends with an `EndRecord`. Whoever wants to stop earlier simply stops asking: between two records `state` is whole.
    """
    good, at = weights(state.model), state.step
    while not state.finished():
        if state.progress() >= next_report(state) and (yield from report(state, QUICK_LOOK)) <= hopeless(state):
            good, at = weights(state.model), state.step
        record = update(state)
        if math.isfinite(record.train_loss):
            yield record
        if lost(state, record):
            state.model.load_state_dict(good)
            yield EndRecord(**state.where(), reason="diverged", message=explain(state, record, at))
            return
    yield from report(state, None)
    yield EndRecord(**state.where(), reason="finished", message=REASONS["finished"])


def update(state: TrainingState) -> StepRecord:
    """Change the weights once, by the gradient of the next batch; leave them alone where that gradient is not finite."""
    started, settings = time.perf_counter(), state.settings
    batch = state.batches.batch(state.step)
    rate = settings.learning_rate * SCHEDULES[settings.schedule].function(state.progress())
    loss = forward(state, batch)
    state.optimizer.zero_grad()
    loss.backward()
    before, after = (
        norm.item() for norm in CLIPPINGS[settings.clipping].function(list(state.model.parameters()), settings.clip_at)
    )
    if math.isfinite(before):
        apply(state.optimizer, rate)
    state.step, state.tokens = state.step + 1, state.tokens + batch.targets.numel()
    state.seconds += time.perf_counter() - started
    return StepRecord(**state.where(), train_loss=loss.item(), gradient_norm=before, clipped_norm=after, learning_rate=rate)


def forward(state: TrainingState, batch) -> Tensor:
    """Return the mean loss of a batch in nats per token, and keep the state for the next one."""
    torch.set_rng_state(state.random)
    hidden = None if state.hidden is None or batch.fresh.all() else forget(detach(state.hidden), batch.fresh)
    logits, state.hidden = state.model(batch.inputs, hidden)
    state.random = torch.get_rng_state()
    return F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten())


def apply(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Take one optimiser step at a learning rate."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()


def next_report(state: TrainingState) -> float:
    """Return the share of the budget at which the next report is due: often at first, when most is learned."""
    return ((state.reports + 1) / (REPORTS + 1)) ** 1.5


def report(state: TrainingState, limit: int | None) -> Generator[Record, None, float]:
    """Yield the validation loss over about `limit` tokens (all of them for None), how gradients decay, and a sample of text.

    Returns the loss.
    """
    for step in evaluation_steps(state.model, state.dataset.validation, limit):
        yield BusyRecord(**state.where(), share=step.share)
    state.reports += 1  # from here on this report counts as made, also for a run that is paused now
    yield ValidationRecord(**state.where(), validation_loss=step.loss, validation_tokens=step.tokens)
    yield DecayRecord(**state.where(), states=recorded_decay(state.model, state.dataset.validation))
    sampling = Sampling(SAMPLE_LENGTH, SAMPLE_TEMPERATURE, seed=state.settings.seed)
    yield SampleRecord(**state.where(), text=generate(state.model, state.dataset.vocabulary, "", sampling))
    return step.loss


def weights(model: LanguageModel) -> dict[str, Tensor]:
    """Return a copy of a model's parameters by name."""
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def hopeless(state: TrainingState) -> float:
    """Return the loss, in nats per token, above which a network is far worse than one that guesses."""
    return EXPLODED * math.log(len(state.dataset.vocabulary) + 1)


def lost(state: TrainingState, record: StepRecord) -> bool:
    """Tell whether training cannot recover: a number that is not finite, or a loss far above guessing for many updates."""
    too_high = record.train_loss > hopeless(state)
    state.alarming = state.alarming + 1 if too_high else 0
    return not (math.isfinite(record.train_loss) and math.isfinite(record.gradient_norm)) or state.alarming >= PATIENCE


def explain(state: TrainingState, record: StepRecord, kept: int) -> str:
    """Say what went wrong, what to try, and of which step the weights are that were kept."""
    finite = math.isfinite(record.train_loss) and math.isfinite(record.gradient_norm)
    what = (
        f"the loss rose to {record.train_loss:.1f} nats per token" if finite else "the loss or its gradient is no longer a number"
    )
    cure = "clip the gradient by norm" if state.settings.clipping == "none" else "clip at a smaller norm"
    return (
        f"Training exploded at step {record.step:,}: {what}. "
        f"Try a learning rate of {state.settings.learning_rate / 10:g} or less, or {cure}. "
        f"The weights kept are those {f'of step {kept:,}, before that' if kept else 'it began with'}."
    )
