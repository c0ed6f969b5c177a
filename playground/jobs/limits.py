"""What a run will take, told before it starts, and what is too much for this site.

Held against nine measured runs (every kind of cell, characters and words, 2,000 to 4 million parameters) memory is within
20 % of the peak, and the time of an update within 50 % (most within 20 %) at a speed that the worker measured itself.
"""

from dataclasses import dataclass
from functools import lru_cache

from models.cells import CELLS
from models.language_model import LanguageModelConfig
from models.skeleton import parameter_count
from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.settings import Settings

CAUTIOUS_SPEED = 5e10  # floating-point operations per second, until a worker has measured its own; 7e10 was measured on one core
STEP_OVERHEAD = 1e8  # what one update costs besides its arithmetic, in operations that would take as long
TIME_STEP_OVERHEAD = 7.5e6  # the same for each time step of each layer
UNFUSED = 1.5  # how much longer a cell takes that torch has no kernel for: 1.2 (simplified GRU) to 1.8 (peepholes), measured
IDLE_MEMORY = 300_000_000  # bytes of a worker that has nothing to do
NUMBER = 4  # bytes of a float32


@dataclass(frozen=True)
class Estimate:
    """What a run will take: bytes beyond those of an idle worker, floating-point operations an update, seconds of training."""

    parameters: int
    memory_bytes: int
    step_operations: float
    seconds: float | None


@lru_cache(maxsize=256)
def per_token_type(config: LanguageModelConfig) -> tuple[int, int]:
    """Return the parameters of a model without any vocabulary, and those that each token of the vocabulary adds."""
    one, two = (parameter_count(LanguageModelConfig(**{**vars(config), "vocabulary_size": size})) for size in (1, 2))
    return 2 * one - two, two - one


def vocabulary_of(experiment: Experiment, parameters: int) -> int:
    """Return the size of the vocabulary with which a model has so many parameters."""
    fixed, each = per_token_type(experiment.model.config(1))
    return max(1, round((parameters - fixed) / each))


def estimate(experiment: Experiment, vocabulary_size: int, operations_per_second: float = CAUTIOUS_SPEED) -> Estimate:
    """Return what a run with a vocabulary of V tokens will take on a machine of this speed."""
    fixed, each = per_token_type(experiment.model.config(1))
    parameters = fixed + each * vocabulary_size
    operations = step_operations(experiment, parameters, vocabulary_size)
    seconds = expected_seconds(experiment, operations, operations_per_second)
    return Estimate(parameters, memory_bytes(experiment, parameters, vocabulary_size), operations, seconds)


def tokens_a_step(experiment: Experiment) -> int:
    """Return B·T."""
    return experiment.training.batch_size * experiment.training.sequence_length


def step_operations(experiment: Experiment, parameters: int, vocabulary_size: int) -> float:
    """Return the floating-point operations of one update: two forward and four backward for each weight and token."""
    looked_up = 0 if experiment.model.one_hot else vocabulary_size * experiment.model.embedding_size
    multiplied = parameters - looked_up
    return 6.0 * multiplied * tokens_a_step(experiment)


def memory_bytes(experiment: Experiment, parameters: int, vocabulary_size: int) -> int:
    """Return the bytes of weights, gradients and two moments, and of what an update keeps for its backward pass."""
    model = experiment.model
    gates = CELLS[model.cell].gates + len(CELLS[model.cell].state_names)
    a_token = 4 * gates * model.hidden_size * model.layers + 3 * vocabulary_size + 2 * model.config(vocabulary_size).input_size
    return NUMBER * (4 * parameters + tokens_a_step(experiment) * a_token)


def step_seconds(experiment: Experiment, operations: float, operations_per_second: float) -> float:
    """Return the time of one update, small models being held up by the number of calls more than by arithmetic."""
    calls = experiment.training.sequence_length * experiment.model.layers
    longer = 1.0 if CELLS[experiment.model.cell].fused else UNFUSED
    return longer * (operations + STEP_OVERHEAD + TIME_STEP_OVERHEAD * calls) / operations_per_second


def expected_seconds(experiment: Experiment, operations: float, operations_per_second: float) -> float:
    """Return the seconds of training that a budget comes to."""
    budget, one = experiment.training.budget, step_seconds(experiment, operations, operations_per_second)
    seconds = {"seconds": budget, "steps": budget * one, "tokens": budget / tokens_a_step(experiment) * one}
    return seconds[experiment.training.budget_unit]


def check_limits(experiment: Experiment, parameters: int, settings: Settings) -> None:
    """Raise `Refusal` where a model with so many parameters is too large or too slow for this site."""
    vocabulary_size = vocabulary_of(experiment, parameters)
    if parameters > settings.max_parameters:
        most = f"{settings.max_parameters:,}"
        raise Refusal(
            f"This model has {parameters:,} parameters, and this site trains up to {most}: "
            "choose a smaller hidden size, fewer layers or a smaller vocabulary.",
            "hidden_size",
        )
    work = step_operations(experiment, parameters, vocabulary_size) / settings.max_step_operations
    if work > 1:
        raise Refusal(
            f"One update of this model is {work:.1f} times as much work as this site allows: "
            "choose a smaller batch, a shorter sequence or a smaller model.",
            "batch_size",
        )
    memory = memory_bytes(experiment, parameters, vocabulary_size)
    check_memory(memory, settings.worker_memory_mb * 1_000_000, "this site allows")


def check_memory(run_bytes: int, most_bytes: float, whose: str) -> None:
    """Raise `Refusal` where a run and the process that trains it need more memory than there is."""
    if (needed := run_bytes + IDLE_MEMORY) > most_bytes:
        raise Refusal(
            f"This run needs about {needed / 1e6:,.0f} MB of memory, and {whose} {most_bytes / 1e6:,.0f} MB: "
            "choose a smaller batch, a shorter sequence or a smaller vocabulary.",
            "batch_size",
        )
