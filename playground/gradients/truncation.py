"""How far back the gradient has to flow: small networks that differ in their truncation length alone, trained once for the page.

The state is carried over from one batch to the next, or reset: truncation cuts the gradient in both, the memory in the
second alone. Each network reads the validation text the way it was trained.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from playground.errors import Refusal
from playground.gradients.experiments import loss_by_position, truncations
from playground.gradients.untrained import seeded
from playground.language.experiment import Experiment, experiment_from_json, experiment_to_json
from playground.language.training import begin, update
from playground.text.dataset import Dataset

STUDIED = Experiment().with_(
    **{"corpus": "agreement", "hidden_size": 64, "embedding_size": 32, "batch_size": 16, "sequence_length": 32, "budget": 800}
)
LENGTHS, SEEDS = (1, 2, 4, 8, 16, 32, 64), 2
FILE = "truncation.json"
LARGEST = 1_000_000  # bytes of that file


@dataclass(frozen=True)
class TruncatedRun:
    """One network: `length` steps that the gradient flows back, `rows` in a batch, validation loss in nats per token."""

    length: int
    rows: int
    stateful: bool
    seed: int
    loss: float


@dataclass(frozen=True)
class Truncation:
    """Networks trained alike but for length, state and seed, the run that they vary, and what their numbers depend on."""

    experiment: Experiment
    text_title: str
    versions: dict[str, str]
    runs: tuple[TruncatedRun, ...]

    @property
    def seeds(self) -> int:
        """Return how many networks stand behind each point."""
        return len({run.seed for run in self.runs})

    def line(self, *, stateful: bool) -> dict[int, tuple[float, float, float]]:
        """Return the lowest, the mean and the highest loss over the seeds by truncation length, the shortest first."""
        mine = [run for run in self.runs if run.stateful == stateful]
        losses = {length: [run.loss for run in mine if run.length == length] for length in sorted({run.length for run in mine})}
        return {length: (min(found), sum(found) / len(found), max(found)) for length, found in losses.items()}


def truncated_runs(
    experiment: Experiment, dataset: Dataset, lengths: Sequence[int] = LENGTHS, seeds: int = SEEDS
) -> Iterator[TruncatedRun]:
    """Train one network after the other, each from as many updates on as many tokens, and yield how it did."""
    for stateful in (True, False):
        for seed in range(1, seeds + 1):
            for wanted in truncations(experiment.with_(stateful=stateful, seed=seed), tuple(lengths)).values():
                yield truncated_run(wanted, dataset)


def truncated_run(experiment: Experiment, dataset: Dataset) -> TruncatedRun:
    """Train one network and let it read the validation text as it was trained: with its state carried over, or reset."""
    training = experiment.training
    with seeded(training.seed):
        state = begin(experiment, dataset)
        while not state.finished():
            update(state)
    length, carry = training.sequence_length, training.stateful
    places = loss_by_position(state.model.eval(), dataset.validation, length, carry=carry)
    return TruncatedRun(length, training.batch_size, carry, training.seed, round(float(places.mean()), 5))


def truncation_text(found: Truncation) -> str:
    """Return everything as JSON, one network a line."""
    about = {**vars(found), "experiment": experiment_to_json(found.experiment)}
    about.pop("runs")
    runs = ",\n".join(json.dumps(asdict(run), allow_nan=False) for run in found.runs)
    return f'{{\n"about": {json.dumps(about, indent=2)},\n"runs": [\n{runs}\n]\n}}\n'


def truncation_from_text(text: str) -> Truncation:
    """Return what `truncation_text` wrote; raise `KeyError`, `TypeError` or `ValueError` at anything else."""
    values = json.loads(text)
    runs = tuple(TruncatedRun(**run) for run in values["runs"])
    if not runs or not all(isinstance(run.loss, float) and isinstance(run.length, int) and run.length > 0 for run in runs):
        raise ValueError("runs")
    about = values["about"]
    return Truncation(experiment_from_json(about["experiment"]), str(about["text_title"]), dict(about["versions"]), runs)


def load_truncation(folder: Path) -> Truncation:
    """Return the networks whose losses are kept in a folder; raise `Refusal` where there are none that can be read."""
    path = folder / FILE
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("size")
        return truncation_from_text(path.read_text(encoding="utf-8"))
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        again = "make it again with “python -m playground truncation”"
        raise Refusal(f"{path.name} is missing or damaged: {again}.", "truncation") from error
