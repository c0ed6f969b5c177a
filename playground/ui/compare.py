"""The page Compare: which runs stand side by side, how they are looked at, and what they are taken away as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from playground.controls import number, text
from playground.errors import Refusal
from playground.runs.record import Run
from playground.sweeps.results import Entry
from playground.ui.charts import take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.compare_closer import CLOSE, closer_panel
from playground.ui.compared import MOST, SHARED, add, chosen, entries_of, names_in, offered, token_in
from playground.ui.components.ticks import ticks
from playground.ui.fold import fold
from playground.ui.overlay import ViewSettings, light_figure, looks_of, overlay_panel
from playground.ui.pagesettings import PageSettings
from playground.ui.part import draw_anew
from playground.ui.ranking import curves_text, ranking_panel, ranking_text
from playground.ui.readablesweeps import readable_sweep, readable_sweeps
from playground.ui.shell import page_named
from playground.ui.sidebar import reset
from playground.ui.words import count_text, plain

USUAL = "example-rnn,example-rnn-relu,example-gru,example-lstm"
LONGEST = 60 * MOST  # characters of a link
CURVES = "comparison"  # the part of the page that is drawn alone
SENTENCE = "The government of the United States"


@dataclass(frozen=True)
class CompareSettings(ViewSettings):
    """Which runs are compared, how they are looked at, and which of them are looked at more closely."""

    runs: str = text(USUAL, "Runs", f"Bundled, yours, or shared with you; up to {MOST}.", more=False)
    closer: str = text("", "Side by side", f"Whose samples and gradients are shown: up to {CLOSE}; empty, the first.")
    at: int = number(0, "Training step", "At which the samples and gradients were recorded; 0 is the last.", 0, 10**9)
    sentence: str = text(SENTENCE, "Sentence", "How likely each of the runs finds it.")

    def __post_init__(self):
        super().__post_init__()
        count = len(names_in(self.runs))
        if count > MOST:
            raise Refusal(f"These are {count} runs: compare up to {MOST} at a time.", "runs")
        if len(self.runs) > LONGEST:
            raise Refusal(f"These are no names of runs: they are longer than {LONGEST:,} characters together.", "runs")
        if len(names_in(self.closer)) > CLOSE:
            raise Refusal(f"Only {CLOSE} runs have room side by side: choose fewer.", "closer")
        if len(self.sentence) > 500:
            raise Refusal("This sentence is too long: use at most 500 characters.", "sentence")
        if not self.sentence.strip():
            raise Refusal("This sentence is empty: write at least one word.", "sentence")


PAGE = PageSettings("compare", CompareSettings())
LOOKS = ("runs", "closer", "sentence")
CHIPS = (
    Chip(
        "By the clock",
        "The same runs along the seconds that each trained. Updates are not equally dear: see who is ahead after the same "
        "time, not after "
        "the same number of updates. Seconds are as they were measured, on whatever machine, with whatever else it did.",
        {"axis": "seconds"},
        LOOKS,
    ),
    Chip(
        "The raw and the smooth",
        "Training loss of single batches, faint, and its moving average. Neighbouring batches differ by more than the networks "
        "do, which is "
        "why the smooth lines, and the loss on text that is never trained on, are compared.",
        {"shows": "training", "log_x": True},
        LOOKS,
    ),
    Chip(
        "Whose gradients are large?",
        "The norm of the gradient before clipping, on a log scale. A line that lies high is clipped all the time; spikes show "
        "the batches "
        "that would have thrown the network off.",
        {"shows": "norm", "smoothing": 0.05},
        LOOKS,
    ),
    Chip(
        "What each wrote early on",
        "The samples below stand at the same training step: drag the slider and watch who spells first.",
        {"at": 200},
        LOOKS,
    ),
)


def sidebar(own: Mapping[str, Run]) -> None:
    """Draw which runs are compared, with ways to add many at a time and a run that somebody shared."""
    with st.sidebar:
        runs_list(own)
        if own:
            several(own)
        shared_box()
        st.caption("Seeds of one experiment share a line, with a band from the lowest to the highest of them.")
        if PAGE.value() != PAGE.standard:
            st.button("Back to the bundled runs", on_click=reset, args=(PAGE,), icon=":material/restart_alt:", type="tertiary")


def runs_list(own: Mapping[str, Run]) -> None:
    """Draw the runs that may be compared, to be ticked."""
    names, control = names_in(PAGE.value().runs), PAGE.standard.controls()["runs"]
    ticks(PAGE.key("ticked"), offered(own, names), names, dict(label=control.label, help=control.help, most=MOST), take_runs)
    if refused := PAGE.refusal("runs"):
        st.warning(plain(refused))


def take_runs(names: Sequence[str]) -> None:
    """Compare the ticked runs: their figure is drawn first, and the rest of the page once it is painted."""
    PAGE.change(runs=",".join(names))
    draw_anew(CURVES)


def several(own: Mapping[str, Run]) -> None:
    """Draw ways to add all of the visitor's runs, or those of one sweep."""
    st.button(
        f"Add all of yours ({len(own)})", on_click=add, args=(PAGE, list(own)), icon=":material/playlist_add:", key="add-all"
    )
    known = {sweep.id: sweep.sweep.title for sweep in readable_sweeps()}
    if known:
        key = PAGE.key("sweep")
        how = dict(format_func=known.get, index=None, placeholder="Add the runs of a sweep", label_visibility="collapsed")
        st.selectbox("A sweep", list(known), key=key, on_change=add_sweep, args=(key, list(own)), **how)


def add_sweep(key: str, own: Sequence[str]) -> None:
    """Compare the runs of a sweep too, those that have trained."""
    sweep_id = st.session_state[key]
    st.session_state[key] = None
    if sweep_id:
        places = readable_sweep(sweep_id).places
        add(PAGE, [places[place] for place in sorted(places) if places[place] in own])


def shared_box() -> None:
    """Draw the place for a link that somebody shared."""
    key = PAGE.key("link")
    st.text_input("Open a shared run", key=key, placeholder="Paste its link", on_change=add_shared, args=(key,), max_chars=500)
    if refused := PAGE.refusal("link"):
        st.warning(plain(refused))


def add_shared(key: str) -> None:
    """Compare the run of a link too, or say what is wrong with the link."""
    link = st.session_state[key].strip()
    if not link:
        return
    try:
        add(PAGE, [SHARED + token_in(link)])
        st.session_state[key] = ""
    except Refusal as refusal:
        PAGE.refuse("link", str(refusal))


def panel(own: Mapping[str, Run]) -> None:
    """Draw the chips, the curves on one pair of axes, what the runs came to, and a closer look at some of them."""
    chips(PAGE, CHIPS)

    @lru_cache(maxsize=1)
    def named(runs: str) -> Mapping[str, Entry]:
        return entries_of(PAGE, chosen(PAGE, own))

    now = lambda: named(PAGE.value().runs)  # noqa: E731
    lines, unit = overlay_panel(PAGE, lambda: list(now().values()), CURVES)
    entries = list(now().values())
    if not entries:
        st.info(
            "Choose runs in the sidebar: they are drawn on one pair of axes, with what sets them apart below.",
            icon=":material/info:",
        )
        label = "Train another model" if own else "Train your first model"
        st.page_link(page_named("train"), label=label, icon=":material/play_arrow:")
        return
    waiting = sum(not entry.run.done for entry in entries)
    if waiting:
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(f"{count_text(waiting, 'run')} of these still wait or train.")
        right.button("Look again", icon=":material/refresh:", type="tertiary")
    together = PAGE.value().together
    ranking_panel(entries, lines, unit, together)
    closer_panel(PAGE, now(), unit, looks_of(lines, entries))
    explanation()
    shows = PAGE.value().shows
    tables = {"Runs": lambda: ranking_text(entries, together), "Curves": lambda: curves_text(entries, shows)}
    take_figures_away("compare", {"Comparison": light_figure(PAGE, lines, unit)}, tables)


def explanation() -> None:
    """Draw, folded, how each number came about."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "**Validation loss** is the mean surprise about text that was kept back from training, measured at each report on "
            "the same "
            "stretches and at the end on all of it. It is what networks are compared by. **Training loss** is that of one "
            "batch each. A "
            "smooth point is the plain mean of its neighbours, as many after it as before, as far as there are any; the faint "
            "line is every value as it "
            "was "
            "recorded, thinned only so that the highest and lowest of each stretch stay. Beyond a dozen lines, a faint area for "
            "each cell goes from the lowest to the highest of these values. Losses of several seeds are averaged in nats, and "
            "turned into a perplexity once, after that."
        )
        place.latex(
            r"\text{bits per character} = \frac{L}{\ln 2\,\cdot\,\text{characters per token}} \qquad \text{perplexity} = e^{L}"
        )
        place.markdown(
            "$L$ is in nats per token. A word is harder to guess than a letter, so losses per token of networks with different "
            "tokenizers "
            "say nothing beside each other; divided by characters, they measure the same thing. **Seconds** are those of "
            "training alone, "
            "without validation and samples."
        )
