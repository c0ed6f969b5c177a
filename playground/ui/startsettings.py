"""The settings of the page “Embeddings in the model”, and the experiments that it offers."""

from dataclasses import dataclass
from typing import Any

from models.embedding import EMBEDDINGS
from playground.controls import check, choice, text
from playground.figures.starts import UNITS
from playground.runs.start_study import MAPPED, StartStudySettings
from playground.ui.chips import Chip
from playground.ui.pagesettings import PageSettings


@dataclass(frozen=True)
class StartPage(StartStudySettings):
    """What is compared, in which unit, and whose vectors the maps show."""

    unit: str = choice("nats", "Loss in", "Per word of the held-out text.", UNITS, more=False)
    moved: str = choice("fine-tuned", "Vectors that", "Whose map is drawn.", {name: EMBEDDINGS[name] for name in MAPPED})
    word: str = text("two", "Word", "Picked out on both maps, with the words nearest to it.")

    def __post_init__(self):
        super().__post_init__()
        check(self)

    def asked(self) -> dict[str, Any]:
        """Return the settings of the study."""
        return {name: value for name, value in self.flat().items() if name in StartStudySettings.controls()}


PAGE = PageSettings("embeddings", StartPage())
BESIDE = ("moved", "word")  # settings that stand beside what they change
CHIPS = (
    Chip(
        "Nothing but random vectors",
        "Trained on 60,000 words, a random vector still points nearly where it did: the words nearest to “two” are any words. "
        "The network has learned, but elsewhere.",
        {"moved": "random", "word": "two"},
        ("unit",),
    ),
    Chip(
        "What word vectors bring along",
        "“Will” stands near “would”, “might” and “cannot” before the first update: that was learned on another text. Training "
        "turns it by little.",
        {"moved": "fine-tuned", "word": "will"},
        ("unit",),
    ),
    Chip(
        "Where keeping them stops to pay",
        "With 4,000 words, vectors that are kept as they are beat random ones; with 60,000 they do not. Learned further, they "
        "stay ahead.",
        {"unit": "perplexity"},
        ("moved", "word"),
    ),
    Chip(
        "Vectors that know few words",
        "The teaching vectors have read a few hundred different words. See how many of this text they know, then press “Compare "
        "them here”: do they help at all?",
        {"vectors": "teaching"},
        ("unit", "moved", "word"),
    ),
)
