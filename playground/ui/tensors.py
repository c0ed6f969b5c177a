"""The page From sentence to tensor: its settings, and what stands between a text and the numbers that a network reads."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from playground.controls import Described, check, choice, number, text, toggle
from playground.errors import Refusal
from playground.figures.plotting import across
from playground.figures.tensors import batch_text, embedding_drawing, kind_of, one_hot_drawing
from playground.figures.theme import THEMES, Theme
from playground.text.corpora import load_corpus
from playground.text.dataset import prepare
from playground.text.tensors import Batch, code, embedding_table, make_batch, with_end
from playground.text.vocabulary import TOKENIZERS, Vocabulary
from playground.ui.boot import services
from playground.ui.byhand import headed
from playground.ui.charts import take_figures_away
from playground.ui.chips import Chip
from playground.ui.components.drawing import drawing_panel
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.pagesettings import PageSettings
from playground.ui.part import part, take_alone
from playground.ui.sidebar import page_sidebar
from playground.ui.words import count_text, plain, safe

TEXT = "lee"
SENTENCES = "Cats average 15 hours of sleep a day.\nThe Egyptian Mau is a breed of cat.\nThey purr."
LONGEST, MOST = 600, 20_000  # letters, and tokens of a vocabulary
TENSORS = "tensor-tensors"  # the part of the page that the settings change
BOX = 200  # pixels: the box for a sentence's number
INPUTS = {"embedding": "Embedding", "one-hot": "One-hot"}


@dataclass(frozen=True)
class TensorSettings(Described):
    """Which sentences are turned into tensors, and how."""

    text: str = text(SENTENCES, "Your sentences", "Up to six, each on a line of its own.")
    tokenizer: str = choice("word", "Tokenizer", "What one token is: a character or a word.", TOKENIZERS, more=False)
    vocabulary_size: int = number(
        5000, "Vocabulary", "Tokens that are known; any other is <unk>.", 3, MOST, step=1000, more=False
    )
    end: bool = toggle(True, "Add <eos>", "Whether each sentence ends with a token that says so.", more=False)
    inputs: str = choice("embedding", "Tokens become", "One 1 among V zeros, or a row of a table.", INPUTS, more=False)
    sentence: int = number(1, "Sentence", "Which one is drawn as numbers, counted from 1.", 1, 6, more=False)
    embedding_size: int = number(16, "Embedding size", "Numbers that stand for one token.", 1, 64, step=4)
    seed: int = number(1, "Seed", "Of the table, which nobody has trained.", 0, 9999)
    large: bool = toggle(False, "Large type", "For a projector, or for tired eyes.")

    def __post_init__(self):
        check(self)
        if len(self.text) > LONGEST:
            raise Refusal(f"This text has {len(self.text):,} letters: use up to {LONGEST}.", "text")
        if not self.text.strip():
            raise Refusal("There is nothing to cut: write at least one word.", "text")


PAGE = PageSettings("tensor", TensorSettings())
CHIPS = (
    Chip(
        "A small vocabulary",
        "Only the 200 most frequent words of a news corpus are known: all others become <unk>, and the network cannot tell "
        "them apart.",
        {"vocabulary_size": 200},
        ("text", "large"),
    ),
    Chip(
        "Letter by letter",
        "No word is unknown any more, but the rows are almost four times as long: more steps for a gradient to go back through.",
        {"tokenizer": "character"},
        ("text", "large"),
    ),
    Chip(
        "One-hot",
        "Each token is a single 1. Times the input matrix it picks one column, which is all that an embedding does, without "
        "the zeros.",
        {"inputs": "one-hot"},
        ("text", "large"),
    ),
)


@st.cache_resource(max_entries=2, show_spinner="Counting the words of a news corpus …")
def largest_vocabulary(tokenizer: str) -> Vocabulary:
    """Return every token of the news corpus that a vocabulary here may have, counted once for all visitors."""
    corpus = load_corpus(TEXT, services().settings.home)
    return prepare(corpus, tokenizer, MOST, 0.1).vocabulary


@st.cache_resource(max_entries=16, show_spinner=False)
def vocabulary_of(tokenizer: str, size: int) -> Vocabulary:
    """Return the most frequent tokens of the news corpus, <unk> and <eos> among them: the beginning of the largest vocabulary."""
    return with_end(Vocabulary(tokenizer, largest_vocabulary(tokenizer).tokens[:size]))


def sidebar() -> None:
    """Draw how sentences become tensors; the part with the tensors alone answers it."""
    own = {name: partial(control, name) for name in PAGE.standard.controls()}
    page_sidebar(PAGE, **own | {name: lambda: None for name in ("text", "sentence")})


def control(name: str) -> None:
    """Draw one control of the sidebar."""
    PAGE.control(name, **({} if name == "large" else dict(on_change=take_alone, args=(PAGE, name, TENSORS))))


def panel() -> None:
    """Draw the batch, one sentence of it as numbers, and the code, or say beside the box why there is none."""
    settings = PAGE.value()
    if not (batch := found_batch(settings)):
        return explanation()
    batch_panel(settings, batch)
    part(PAGE, numbers_panel, files_outside=True)
    code_panel(settings, batch)
    explanation()
    take_away(settings, batch)


def text_box() -> None:
    """Draw the box for the sentences."""
    control, key = PAGE.standard.controls()["text"], PAGE.key("text")
    if st.session_state.get(key) != PAGE.value().text:
        st.session_state[key] = PAGE.value().text
    st.text_area(control.label, key=key, help=control.help, height=104, on_change=take_alone, args=(PAGE, "text", TENSORS))
    if refused := PAGE.refusal("text"):
        st.warning(plain(refused))


def found_batch(settings: TensorSettings) -> Batch | None:
    """Return the batch, or say beside the box why there is none."""
    try:
        return make(settings)
    except Refusal as refusal:
        st.warning(plain(str(refusal)))
        return None


def make(settings: TensorSettings) -> Batch:
    """Return the batch; raise `Refusal` where there can be none."""
    return make_batch(settings.text.split("\n"), vocabulary_of(settings.tokenizer, settings.vocabulary_size), settings.end)


def batch_panel(settings: TensorSettings, batch: Batch) -> None:
    """Draw every sentence as tokens with their numbers and the mask below, padded to the longest."""
    rows, (count, longest) = "".join(row_html(batch, row) for row in range(len(batch.tokens))), batch.ids.shape
    about = f'style="--columns: {longest}" role="table" aria-label="The batch, a row for each sentence"'
    padding, tokens = int((1 - batch.mask).sum()), int(batch.mask.sum())
    below = (
        f"Each box: the token, its number, and the mask, 1 where it counts. {count_text(tokens, 'token')}, of which "
        f"{batch.unknown:,} unknown (&lt;unk&gt;), and {padding:,} of padding: ids and mask are ({count}, {longest})."
    )
    st.html(f'<div class="unrolled-batch" {about}>{rows}</div><div class="unrolled-headed"><p class="quiet">{below}</p></div>')


def row_html(batch: Batch, row: int) -> str:
    """Return one sentence of the batch as HTML; nothing in it is markup."""
    boxes = []
    parts = zip(batch.tokens[row], batch.known[row], batch.ids[row], batch.mask[row], strict=True)
    for token, known, place, mask in parts:
        shown = token if known == token else f"{token} → {known}"
        text = f"<b>{safe(shown if shown.strip() else '␣')}</b><i>{place}</i><i>{mask}</i>"
        boxes.append(f'<span class="{kind_of(known)}" role="cell">{text}</span>')
    return f'<div role="row">{"".join(boxes)}</div>'


def numbers_panel() -> None:
    """Draw what the network reads of one sentence, below the choice of it."""
    settings = PAGE.value()
    batch = make(settings)
    row, (count, longest) = shown_row(settings, batch), batch.ids.shape
    if settings.inputs == "one-hot":
        shape = f"one-hot ({count}, {longest}, {batch.vocabulary_size:,})"
        said = f"{count * longest * batch.vocabulary_size:,} numbers, of which {int(batch.mask.sum()):,} are not zero"
    else:
        shape = f"embedding ({count}, {longest}, {settings.embedding_size})"
        said = f"{count * longest * settings.embedding_size:,} numbers, from a table of {batch.vocabulary_size + 1:,} rows"
    line = f"text → {count} × {longest} tokens → ids ({count}, {longest}) → <b>{shape}</b>: {said}."
    headed(f"Sentence {row + 1} as numbers", line)
    PAGE.control("sentence", width=BOX)
    wide, narrow = (drawing_of(settings, batch, theme(), across(settings.large, narrow)) for narrow in (False, True))
    drawing_panel(PAGE.key("drawing"), wide, f"sentence-{row + 1}", narrow=narrow)


def shown_row(settings: TensorSettings, batch: Batch) -> int:
    """Return which sentence is drawn as numbers."""
    return min(settings.sentence, len(batch.tokens)) - 1


def drawing_of(settings: TensorSettings, batch: Batch, look: Theme, width: float) -> str:
    """Return the drawing of one sentence's numbers."""
    row = shown_row(settings, batch)
    if settings.inputs == "one-hot":
        return one_hot_drawing(batch, row, look, width)
    table = known_table(batch.vocabulary_size, settings.embedding_size, settings.seed)
    return embedding_drawing(batch, row, table, look, width)


@st.cache_resource(max_entries=16, show_spinner=False)
def known_table(size: int, width: int, seed: int) -> np.ndarray:
    """Return an embedding before training, drawn once for all visitors."""
    return embedding_table(size, width, seed)


def code_panel(settings: TensorSettings, batch: Batch) -> None:
    """Draw the lines of PyTorch that make these tensors."""
    headed("In PyTorch")
    st.code(code(batch, settings.embedding_size), language="python")


def explanation() -> None:
    """Draw, folded, what each stage is for."""
    if place := fold("What am I looking at?", ":material/help:"):
        for words in WORDS:
            place.markdown(words)


WORDS = (
    "**Tokens** are what the network reads one at a time. **The vocabulary** holds the most frequent ones of a news corpus "
    "(Lee), and a token's number is its place there; whatever is not in it becomes `<unk>`, number 0. `<eos>` says that a "
    "sentence is over.",
    "**Padding** fills shorter sentences up, so that the batch is one rectangle; **the mask** is 1 where a token counts and 0 "
    "where it is padding, and multiplies losses there away. `pack_padded_sequence` spares the steps altogether.",
    "**One-hot**: a vector of V numbers with a single 1. $W\\,x$ then is one column of $W$, so that an **embedding** looks the "
    "column up and skips the zeros. Its rows are random before training; those of `<pad>` stay zero.",
)


def take_away(settings: TensorSettings, batch: Batch) -> None:
    """Draw, folded, what can be taken along."""
    drawings = {"Sentence as numbers": lambda: drawing_of(settings, batch, THEMES["light"], across(False))}
    take_figures_away("tensor", {}, {"Batch": lambda: batch_text(batch)}, drawings)
