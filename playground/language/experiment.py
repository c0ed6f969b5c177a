"""What a visitor decides about one training run: frozen, checked, and the same in the form, the URL, the job and the store."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from models.cells import CELLS
from models.embedding import EMBEDDINGS
from models.language_model import LanguageModelConfig
from playground.controls import Control, Described, check, choice, controls, number, text, toggle
from playground.errors import Refusal
from playground.language.optimisation import CLIPPINGS, OPTIMIZERS, SCHEDULES
from playground.text.vocabulary import TOKENIZERS

BUDGET_UNITS = {"steps": "steps", "tokens": "tokens", "seconds": "seconds of training"}
USUAL_BUDGETS = {"steps": 1000.0, "tokens": 1_000_000.0, "seconds": 30.0}


@dataclass(frozen=True)
class TextSettings:
    """Which text is learned, and how it is cut into tokens and into a training and a validation part."""

    corpus: str = text("wikipedia", "Text", "What the network reads.", more=False)
    tokenizer: str = choice("character", "Tokenizer", "What one token is: a character or a word.", TOKENIZERS, more=False)
    vocabulary_size: int = number(10_000, "Vocabulary", "Words kept, the most frequent first; the rest become <unk>.", 2, 50_000)
    validation_share: float = number(
        0.1, "Validation share", "The part of the text, at its end, that is never trained on.", 0.01, 0.5, step=0.01
    )

    def __post_init__(self):
        check(self)


@dataclass(frozen=True)
class ModelSettings:
    """The network: its cell and its sizes."""

    cell: str = choice("gru", "Cell", "How one step combines the new token with what is remembered.", CELLS, more=False)
    layers: int = number(1, "Layers", "Cells on top of each other; each reads the one below.", 1, 4)
    hidden_size: int = number(256, "Hidden size", "Numbers in each layer's memory (h).", 1, 2048, step=32, more=False)
    embedding_size: int = number(128, "Embedding size", "Numbers that stand for one token at the input.", 1, 1024, step=16)
    embedding: str = choice("random", "Input", "What stands for a token where the network reads it.", EMBEDDINGS)
    vectors: str = text("wikipedia", "Word vectors", "The set that it starts from; a word without a vector starts at random.")
    dropout: float = number(0.0, "Dropout", "Share of values zeroed in training, against learning by heart.", 0.0, 0.9, step=0.05)
    forget_bias: float = number(
        1.0, "Forget-gate bias", "Where the LSTM's forget gate starts: higher remembers longer.", -5.0, 10.0, step=0.5
    )

    def __post_init__(self):
        check(self)

    def config(self, vocabulary_size: int) -> LanguageModelConfig:
        """Return the model's config for a vocabulary of V tokens."""
        options = tuple((name, getattr(self, name)) for name in CELLS[self.cell].options)
        sizes = (self.embedding_size, self.hidden_size, self.layers, self.dropout)
        return LanguageModelConfig(self.cell, vocabulary_size, *sizes, options, self.embedding)

    @property
    def one_hot(self) -> bool:
        """Tell whether tokens come without an embedding."""
        return EMBEDDINGS[self.embedding].one_hot

    @property
    def wants_vectors(self) -> bool:
        """Tell whether word vectors are put into the embedding before training."""
        return EMBEDDINGS[self.embedding].vectors


@dataclass(frozen=True)
class TrainingSettings:
    """How the network learns, and for how long."""

    learning_rate: float = number(0.006, "Learning rate", "Size of each update at its peak.", 1e-6, 10.0, step=0.001, more=False)
    sequence_length: int = number(32, "Sequence length", "Tokens the gradient flows back through.", 1, 1024, step=16)
    batch_size: int = number(32, "Batch size", "Places in the text read at the same time.", 1, 512, step=16)
    optimizer: str = choice("adam", "Optimiser", "The rule that turns a gradient into an update.", OPTIMIZERS)
    schedule: str = choice("cosine", "Schedule", "How the learning rate changes from start to end.", SCHEDULES)
    clipping: str = choice("norm", "Gradient clipping", "Whether large gradients are cut back, and how.", CLIPPINGS)
    clip_at: float = number(1.0, "Clip at", "The largest norm, or value, a gradient may keep.", 1e-6, 1e6, step=0.5)
    stateful: bool = toggle(True, "Carry the state over", "Keep h from one batch to the next instead of starting at zero.")
    seed: int = number(1, "Seed", "Same seed and settings, same run.", 0, 2**31 - 1)
    budget: float = number(USUAL_BUDGETS["steps"], "How long", "When training ends.", 1e-3, 1e9, more=False)
    budget_unit: str = choice("steps", "Counted in", "What “how long” counts.", BUDGET_UNITS, more=False)

    def __post_init__(self):
        check(self)


@dataclass(frozen=True)
class Experiment(Described):
    """Everything that decides a run; two equal experiments give the same losses."""

    text: TextSettings = field(default_factory=TextSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)

    def flat(self) -> dict[str, Any]:
        """Return every setting by its name, without the three groups."""
        return {name: getattr(getattr(self, group), name) for name, group in GROUP_OF.items()}

    @classmethod
    def controls(cls) -> dict[str, Control]:
        """Return every control of the three groups by name."""
        return CONTROLS

    def changed(self, standard: "Experiment | None" = None) -> dict[str, Any]:
        """Return the settings that differ from the defaults: what a URL has to carry."""
        return super().changed(standard or Experiment())

    def with_(self, **changes: Any) -> "Experiment":
        """Return a copy with some settings changed by their flat names; raise `Refusal` at a name or value that is wrong."""
        groups = {name: GROUP_OF[name] for name in changes if name in GROUP_OF}
        for name in changes.keys() - groups.keys():
            raise Refusal(f"There is no setting called “{name[:40]}”.", name)
        parts = {group: {name: changes[name] for name in groups if groups[name] == group} for group in set(groups.values())}
        return replace(self, **{group: replace(getattr(self, group), **values) for group, values in parts.items()})


CONTROLS = {
    name: control for group in (TextSettings, ModelSettings, TrainingSettings) for name, control in controls(group).items()
}
GROUP_OF = {
    item.name: group
    for group, settings in (("text", TextSettings), ("model", ModelSettings), ("training", TrainingSettings))
    for item in fields(settings)
}

EFFECTS: dict[str, Callable[[Experiment], bool]] = {
    "embedding_size": lambda experiment: not (experiment.model.one_hot or experiment.model.wants_vectors),
    "vectors": lambda experiment: experiment.model.wants_vectors,
    "clip_at": lambda experiment: experiment.training.clipping != "none",
    **{
        option: lambda experiment, option=option: option in CELLS[experiment.model.cell].options
        for cell in CELLS.values()
        for option in cell.options
    },
}
"""When a setting has an effect; those that are not named always have one."""


def has_effect(name: str, experiment: Experiment) -> bool:
    """Tell whether a setting has any effect on these settings' run."""
    return EFFECTS.get(name, lambda experiment: True)(experiment)


def experiment_to_json(experiment: Experiment) -> dict:
    """Return the experiment as plain JSON values, in its three groups."""
    return asdict(experiment)


def experiment_from_json(values: Mapping) -> Experiment:
    """Return the experiment that `experiment_to_json` wrote; raise `Refusal` where a value is wrong."""
    flat = {name: value for group in values.values() for name, value in group.items()}
    return Experiment().with_(**flat)


def experiment_from_text(raw: Mapping[str, str]) -> Experiment:
    """Return the experiment that a URL or a command line spells out, each value as text."""
    return Experiment().with_(**{name: CONTROLS[name].parse(value) for name, value in raw.items() if name in CONTROLS})
