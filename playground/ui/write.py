"""The page “Write”: what to try, text that streams as it is drawn, and the frame around a search."""

from collections.abc import Callable, Sequence

import streamlit as st

from playground.figures.bits import along_figure, describe_bits, mean_bits, temperature_figure
from playground.figures.export import table_text
from playground.figures.surprise import HEADERS, ShadedText, sheet, token_rows, written_pieces
from playground.language.writing import write
from playground.runs.folder import SavedRun
from playground.text.vocabulary import TOKENIZERS
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.chosen import choices, one_run, run_menu
from playground.ui.components.shaded import shaded_texts
from playground.ui.drafts import Draft, Strand, draft
from playground.ui.explain_write import explanation
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.readers import predictor_of
from playground.ui.search import search_panel
from playground.ui.shell import page_named
from playground.ui.trouble import kindly
from playground.ui.words import count_text
from playground.ui.writesettings import PAGE

FIRST, SLICE, TICK = 0.4, 0.2, 0.4  # seconds of writing before the page is drawn, and in each look at it; seconds between looks
DRAFT = PAGE.key("draft")
HEIGHT = 260  # pixels that the figure will take
MAIN = {
    "draw": ("prime", "temperature", "length", "seed"),
    "temperatures": ("prime", "temperatures", "length", "seed"),
    "search": ("prime", "width", "reach"),
}
MORE = {"draw": ("top_k", "top_p", "stop"), "temperatures": ("top_k", "top_p", "stop"), "search": ("length_penalty",)}
CHIPS = (
    Chip(
        "Names",
        "Eight hundred names of dinosaurs were read, and it makes up more of the same by their syllables. Look at the shades: a "
        "name's beginning is a surprise, its end (“saurus”) is not.",
        {"run": "example-names", "length": 300},
    ),
    Chip(
        "News",
        "After a few hundred stories it knows how a report sounds, and nothing of what it reports. Point at the first letter of "
        "a word: that is where it chooses.",
        {"run": "example-news"},
    ),
    Chip(
        "Python",
        "It has learned how code looks: indentation, colons, “self”. Brackets do not always close, and the names mean nothing. "
        "Point at the letters after “def ” and after “self”: what was expected there?",
        {"run": "example-python", "prime": "def ", "length": 600, "temperature": 0.6},
    ),
    Chip(
        "Cold to hot",
        "The same network and the same draws at four temperatures. At 0.2 it repeats what is safe, at 1.5 the letters that it "
        "holds for unlikely pile up. Compare the bars below.",
        {"how": "temperatures", "length": 250},
    ),
    Chip(
        "Always the likeliest",
        "Temperature 0 is greedy: no letter is left to chance, another seed changes nothing, and sooner or later it goes round "
        "in circles.",
        {"temperature": 0.0, "length": 300},
    ),
    Chip(
        "Search ahead",
        "Greedy writing takes the best letter each time; a beam keeps four beginnings and so finds a text that is likelier as a "
        "whole. Likelier is not better: it is often duller.",
        {"how": "search"},
    ),
)
NO_RUN = "No trained run is here yet: train one, and let it write."


def sidebar() -> None:
    """Draw which run writes and how, what matters most for that, and the rest below."""
    how = PAGE.value().how
    with st.sidebar:
        run_menu(PAGE)
        how_switch()
        for name in MAIN[how]:
            PAGE.control(name)
        if place := fold("More"):
            with place:
                for name in MORE[how]:
                    PAGE.control(name)


def how_switch() -> None:
    """Draw the choice of how the run writes."""
    control, key = PAGE.standard.controls()["how"], PAGE.key("how")
    if st.session_state.get(key) != PAGE.value().how:
        st.session_state[key] = PAGE.value().how
    look = dict(format_func=control.registry.get, required=True, help=control.help, on_change=PAGE.take, args=("how",))
    st.segmented_control(control.label, control.options(), key=key, **look)


def offered() -> list[Chip]:
    """Return the chips whose runs are here; the others let the run of the page write."""
    known = choices()
    here = [chip for chip in CHIPS if chip.changes.get("run", "") in {"", *known}]
    return [chip if "run" in chip.changes else Chip(chip.label, chip.look_for, chip.changes, ("run", "prime")) for chip in here]


def panel(saved: SavedRun | None) -> None:
    """Draw the chips, what is written, and everything folded below."""
    if saved is None:
        st.info(NO_RUN, icon=":material/info:")
        st.page_link(page_named("train"), label="Train your first model", icon=":material/play_arrow:")
        return
    chips(PAGE, offered())
    VIEWS[PAGE.value().how](saved)
    explanation()


def drawn_panel(saved: SavedRun) -> None:
    """Draw the text or texts as they are made, and once they are there what they can be measured by."""
    asked = PAGE.value()
    key = saved.run.id, saved.run.updated, asked.prime, asked.levels(), asked.sampling(1.0)
    now = draft(DRAFT, str(key), lambda: strands(saved))
    again_row(saved)
    now.advance(FIRST)
    st.fragment(follow, run_every=None if now.done else TICK)(saved, now)
    if now.done:
        figure_panel(saved, now)
    else:
        st.skeleton(height=HEIGHT)


def strands(saved: SavedRun) -> list[Strand]:
    """Return the texts that the settings ask for, none of them begun."""
    asked, predictor = PAGE.value(), predictor_of(saved)
    levels = asked.levels()
    return [Strand(f"Temperature {level:g}", write(predictor, asked.prime, asked.sampling(level))) for level in levels]


def follow(saved: SavedRun, now: Draft) -> None:
    """Draw what is written so far, and write on; when it is whole, the page is drawn anew."""
    with kindly("the text that is written"):
        if now.done:
            shaded_texts(PAGE.key("texts"), sheet(texts_of(saved, now), theme(), streams=True))
            return
        now.advance(SLICE)
        if now.done:
            st.rerun()
        shaded_texts(PAGE.key("texts"), sheet(texts_of(saved, now), theme(), streams=True))


def texts_of(saved: SavedRun, now: Draft) -> list[ShadedText]:
    """Return what is written so far, as it is shaded."""
    asked, cell = PAGE.value(), saved.run.experiment.model.cell
    unit = TOKENIZERS[saved.vocabulary.tokenizer].unit
    found = []
    for number, strand in enumerate(now.strands):
        pieces = written_pieces(strand.written)
        text = ShadedText(f"{now.key} {number}", strand.title, "", cell, pieces, asked.prime, strand.done)
        facts = f"{count_text(len(pieces), unit)}, {mean_bits(text):.2f} bits each" if strand.done else "writing …"
        found.append(ShadedText(text.key, text.title, facts, cell, pieces, asked.prime, strand.done))
    return found


def again_row(saved: SavedRun) -> None:
    """Draw the button that writes with the next seed, beside what the seed means."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("Another text", type="primary", icon=":material/casino:", on_click=again, key=PAGE.key("again"))
        st.markdown(f"seed {PAGE.value().seed}: the same seed and settings write the same text", width="content")


def again() -> None:
    """Go on to the next seed."""
    PAGE.change(seed=(PAGE.value().seed + 1) % 2**31)


def figure_panel(saved: SavedRun, now: Draft) -> None:
    """Draw how surprising what was written is, and what can be taken away."""
    texts, unit = texts_of(saved, now), TOKENIZERS[saved.vocabulary.tokenizer].unit
    several = PAGE.value().how == "temperatures"
    name = "Surprise by temperature" if several else "Surprise along the text"
    make = temperatures_of if several else along_of
    draw(make(texts, unit)(theme()), "write-surprise", describe_bits(texts, unit))
    tables = {"Tokens": lambda: table_text(HEADERS, token_rows(texts))}
    take_figures_away("write", {name: lambda: make(texts, unit)(theme("light"))}, tables)


def along_of(texts: Sequence[ShadedText], unit: str) -> Callable:
    """Return what draws the surprise along one text in a theme."""
    return lambda look: along_figure(texts[0], unit, look)


def temperatures_of(texts: Sequence[ShadedText], unit: str) -> Callable:
    """Return what draws the mean surprise of several texts in a theme."""
    return lambda look: temperature_figure(texts, PAGE.value().levels(), unit, look)


VIEWS: dict[str, Callable[[SavedRun], None]] = {"draw": drawn_panel, "temperatures": drawn_panel, "search": search_panel}


def chosen() -> SavedRun | None:
    """Return the run that writes."""
    return one_run(PAGE)
