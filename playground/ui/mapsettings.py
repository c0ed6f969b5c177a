"""What the page Map can show: its settings, the ways to place and to colour words, and the experiments to try."""

from dataclasses import dataclass

from playground.controls import as_in, check, choice, number, text
from playground.errors import Refusal
from playground.ui.chips import Chip
from playground.ui.pagesettings import PageSettings
from playground.vectors.map_study import TsneSettings
from playground.vectors.selection import WordChoice
from playground.vectors.teaching.facts import facts

METHODS = {"pca": "PCA", "tsne": "t-SNE", "axes": "Axes of my own"}
COLOURS = {"category": "Kind of word", "cluster": "Cluster", "frequency": "Frequency"}
DESCENT = ("perplexity", "rate", "steps", "seed")  # how t-SNE goes about it
ENDS = ("left", "right", "down", "up")
LONGEST = 100  # letters of a word


@dataclass(frozen=True)
class MapSettings(WordChoice):
    """Which words are on the map, how they are placed, and how they are coloured."""

    method: str = choice("pca", "Placed by", "PCA is there at once; t-SNE keeps neighbours better.", METHODS, more=False)
    dimensions: str = as_in(TsneSettings, "dimensions")
    left: str = text("man", "Left", "The first axis begins at this word …", more=False)
    right: str = text("woman", "Right", "… and ends at this one.", more=False)
    down: str = text("man", "Bottom", "The second axis begins at this word …", more=False)
    up: str = text("men", "Top", "… and ends at this one.", more=False)
    colour: str = choice("category", "Colour", "What the colour of a word tells.", COLOURS, more=False)
    clusters: int = number(12, "Clusters", "Into how many groups words fall by direction (k-means).", 2, 20, more=False)
    perplexity: float = as_in(TsneSettings, "perplexity")
    rate: float = as_in(TsneSettings, "rate")
    steps: int = as_in(TsneSettings, "steps")
    seed: int = as_in(TsneSettings, "seed")
    word: str = text("", "Word", "The word that is marked.")

    def __post_init__(self):
        super().__post_init__()
        check(self)
        for name in ("around", "word", *ENDS):
            if len(getattr(self, name)) > LONGEST:
                raise Refusal(f"A word has at most {LONGEST} letters here: use a shorter one.", name)

    @property
    def axes(self) -> int:
        """Return how many numbers a word has on the map."""
        return 2 if self.method == "axes" else int(self.dimensions)

    @property
    def choice(self) -> WordChoice:
        """Return which words are on the map, and nothing else."""
        return WordChoice(**{name: getattr(self, name) for name in WordChoice.controls()})


PAGE = PageSettings("map", MapSettings())
LEFT = ("vectors",)
FAMILY = " ".join(word for fact in facts() if fact.group == "family" for _, word in fact.words())
CHIPS = (
    Chip(
        "Watch t-SNE",
        "Words that stand near each other pull; all others push. Islands form: verbs, countries, languages, states.",
        {"method": "tsne"},
        LEFT,
        lambda asked: asked.method == "tsne" and asked.choose == "frequent",
    ),
    Chip(
        "Four corners",
        "From man to woman, and from man to men: other pairs fall into the same four corners, though no axis names them.",
        {"method": "axes", "choose": "list", "listed": FAMILY},
        LEFT,
        lambda asked: asked.method == "axes" and asked.choose == "list",
    ),
    Chip(
        "Around France",
        "The 150 words nearest to one: turn on t-SNE, and see what it has to do with its neighbours.",
        {"choose": "around", "around": "france", "words": 150, "word": "france"},
        LEFT,
        lambda asked: asked.choose == "around",
    ),
    Chip(
        "In a room",
        "Turn it: a third direction keeps more neighbours, but a picture on paper has only two.",
        {"dimensions": "3"},
        LEFT,
        lambda asked: asked.dimensions == "3",
    ),
)
