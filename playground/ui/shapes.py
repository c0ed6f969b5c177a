"""The page Shapes: which architecture is drawn, its tensors, the PyTorch that builds it, and a tagger one way and both ways."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from playground.cells.architectures import ARCHITECTURES, ShapeSettings
from playground.cells.tagger import HIDDEN, PAIR, UPDATES, Tagger, train_tagger, words_of
from playground.controls import text, toggle
from playground.errors import Refusal
from playground.figures.architectures import shape_picture
from playground.figures.export import table_text
from playground.figures.shading import strongest
from playground.figures.theme import faint, stroke
from playground.ui.byhand import headed
from playground.ui.charts import take_figures_away
from playground.ui.chips import Chip
from playground.ui.components.drawing import drawing_panel
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.pagesettings import PageSettings
from playground.ui.part import take_alone
from playground.ui.sidebar import page_sidebar
from playground.ui.words import plain, safe, share_text

LONGEST = 400  # letters of the sentences that are tagged
LEAST = 0.85  # of a drawing's natural size: smaller than that it scrolls sideways
SHAPE = "shapes-shape"  # the part of the page that a size changes
WAYS = {"forward only": False, "both ways": True}


@dataclass(frozen=True)
class ShapesPage(ShapeSettings):
    """Which shape is drawn, and what is tagged beside the bidirectional one."""

    text: str = text("\n".join(PAIR), "Your sentences", "Up to four, each on a line of its own; it knows few words.")
    large: bool = toggle(False, "Large type", "For a projector, or for tired eyes.")

    def __post_init__(self):
        super().__post_init__()
        if len(self.text) > LONGEST:
            raise Refusal(f"This text has {len(self.text):,} letters: use up to {LONGEST}.", "text")


PAGE = PageSettings("shapes", ShapesPage())
CHIPS = (
    Chip(
        "Translate",
        "An arrow is all that joins the two halves: whatever the second is to know of the first has to fit into one state.",
        {"shape": "encoder-decoder"},
        ("large",),
    ),
    Chip(
        "Know what comes next",
        "Two chains, one from each end: h has twice as many numbers. Below, a tagger that reads both ways tells a president "
        "from a toy.",
        {"shape": "bidirectional"},
        ("text", "large"),
    ),
    Chip(
        "Three layers deep",
        "The state exists once for each layer: look at the shape of last.",
        {"shape": "deep"},
        ("large",),
    ),
)


def sidebar() -> None:
    """Draw which shape is shown, and those sizes that it has."""
    own = {name: partial(size_control, name) for name in ShapeSettings.controls()}
    mute = {name: lambda: None for name in (*PAGE.value().unused, "text")}
    page_sidebar(PAGE, **own | mute)


def size_control(name: str) -> None:
    """Draw the control of a shape or a size, which the part with the drawing answers alone."""
    PAGE.control(name, on_change=take_alone, args=(PAGE, name, SHAPE))


def panel() -> None:
    """Draw the shape, what it is good for, and its code."""
    settings = PAGE.value()
    drawing(settings)
    tagger_panel(settings)
    code_panel(settings)


def drawing(settings: ShapeSettings) -> None:
    """Draw the architecture, and say what it is for."""
    label, task = settings.architecture.label, settings.architecture.task
    st.html(f'<div class="unrolled-headed"><p><b>{safe(label)}.</b> {safe(task)}</p></div>')
    drawing_panel(PAGE.key("drawing"), shape_picture(settings, theme()), settings.shape, least=LEAST)


@st.cache_resource(max_entries=2, show_spinner="Training two small taggers …")
def tagger(both: bool) -> Tagger:
    """Return a tagger, trained once for all visitors."""
    return train_tagger(both)


def tagger_panel(settings: ShapesPage) -> None:
    """Draw, beside the bidirectional shape, which words two small taggers take for a person's name."""
    if settings.shape != "bidirectional":
        return
    st.subheader("Teddy bears and Teddy Roosevelt", anchor=False)
    st.markdown(
        "Which words name a person? At “Teddy” a network that reads forward has seen the same words in both sentences, so that "
        "it must say the same. One that reads both ways has seen what follows. Below each word: how likely it is part of a name."
    )
    sentences_box()
    for line in [line for line in settings.text.split("\n") if line.strip()][:4]:
        tagged(line)
    st.caption(
        f"Two networks of {HIDDEN} units trained on this server for {UPDATES} updates, on sentences from a small grammar with "
        f"{len(tagger(True).index) - 1} words and marks; what they never saw is marked with ?. Neither was trained on this pair."
    )


def sentences_box() -> None:
    """Draw the box for the sentences that are tagged."""
    control, key = PAGE.standard.controls()["text"], PAGE.key("text")
    if st.session_state.get(key) != PAGE.value().text:
        st.session_state[key] = PAGE.value().text
    st.text_area(control.label, key=key, help=control.help, height=80, on_change=PAGE.take, args=("text",))
    if refused := PAGE.refusal("text"):
        st.warning(plain(refused))


def tagged(line: str) -> None:
    """Draw one sentence as both taggers see it, or why it cannot be read."""
    try:
        words = words_of(line)
    except Refusal as refusal:
        st.warning(plain(str(refusal)))
        return
    rows = "".join(row_html(name, tagger(both), words) for name, both in WAYS.items())
    about = f'style="--columns: {1 + len(words)}" role="table" aria-label="{safe(line)}"'
    st.html(f'<div class="unrolled-batch" {about}>{rows}</div>')


def row_html(name: str, found: Tagger, words: list[str]) -> str:
    """Return one sentence as a tagger sees it, each word shaded by its probability; nothing in it is markup."""
    look, boxes = theme(), [f'<span class="pad"><b>{safe(name)}</b><i>name?</i></span>']
    colour = stroke("gru", look).colour
    for word, chance in zip(words, found.chances(words), strict=True):
        shade = faint(colour, chance * strongest(colour, look))
        known = "" if found.knows(word) else " ?"
        text = f"<b>{safe(word)}{known}</b><i>{safe(share_text(round(chance, 2)))}</i>"
        boxes.append(f'<span role="cell" style="background:{shade}">{text}</span>')
    return f'<div role="row">{"".join(boxes)}</div>'


def code_panel(settings: ShapeSettings) -> None:
    """Draw the lines of PyTorch that build it with these sizes."""
    headed("In PyTorch")
    st.code(settings.code, language="python")


def explanation() -> None:
    """Draw, folded, how the drawing is read."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "Time goes from left to right. Circles below are inputs, boxes are steps of a layer, circles above are outputs; an "
            "arrow to the right hands a state on. Blue boxes are a second network: a decoder, or the chain that reads from the "
            "end. Grey ones keep no state. Every shape begins with the batch, except that of a last state, which begins with the "
            "layers."
        )


def take_away(settings: ShapeSettings) -> None:
    """Draw, folded, what can be taken along."""
    tables = {"Tensors": lambda: tensors_text(settings)}
    take_figures_away("shapes", {}, tables, {"Architecture": lambda: shape_picture(settings, theme("light"))})


def tensors_text(settings: ShapeSettings) -> str:
    """Return every tensor of every architecture at these sizes as CSV."""
    rows = (
        (one.label, name, " × ".join(map(str, shape)))
        for one in ARCHITECTURES.values()
        for name, shape in one.shapes(settings).items()
    )
    return table_text(("architecture", "tensor", "shape"), rows)
