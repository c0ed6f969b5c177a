"""The page “Inside”: what it shows, whose units, and the text that they read."""

import zlib
from dataclasses import dataclass
from urllib.parse import quote

import streamlit as st

from playground.controls import Described, check, choice, number, toggle
from playground.controls import text as line
from playground.errors import Refusal, unknown
from playground.figures.inside import series_label
from playground.language.activations import Series, all_series
from playground.language.patterns import LONGEST_EXPRESSION, PATTERNS
from playground.runs.folder import SavedRun
from playground.runs.reading import reading_text
from playground.runs.unit_study import OWN, UnitStudySettings
from playground.ui.boot import services
from playground.ui.chosen import BUNDLED, choices, chosen_run, chosen_runs
from playground.ui.menus import name_menu
from playground.ui.pagesettings import PageSettings
from playground.ui.reading import EMPTY, LINK
from playground.ui.shell import page_named
from playground.ui.words import plain

LONGEST, PASSAGE = 1_500, 600  # characters that are coloured, and of a passage that the page proposes
BOX = 110  # pixels
BRIDGE = (
    'The old bridge (built in 1874, and rebuilt after the flood of 1910) is 240 metres long. A local song calls it "the iron '
    'lady of the north", and visitors (mostly from the coast) come to see it in May. The first plan (drawn in 1861) was given '
    'up; the second, by "three brothers from the valley", was not.'
)
OWN_LABEL = "Your own expression"
CHOICES = {name: pattern.label for name, pattern in PATTERNS.items()} | {OWN: OWN_LABEL}
EXPRESSION = UnitStudySettings.controls()["expression"]


@dataclass(frozen=True)
class Inside(Described):
    """Whose unit is looked at, while which text is read, and which pattern units are searched for."""

    run: str = line(f"{BUNDLED}lstm", "Run", "A trained network, bundled or yours.", more=False)
    series: str = line("1c", "Look at", "What of each unit: its state, or how far one of its gates is open.", more=False)
    unit: int = number(76, "Unit", "Counted from 0.", 0, 2047, more=False)
    pattern: str = choice("brackets", "Pattern", "What a unit may be following.", CHOICES, more=False)
    expression: str = line("", EXPRESSION.label, EXPRESSION.help)
    guesses: bool = toggle(False, "What it expects next", "Below each token, the likeliest to follow, shaded by probability.")
    text: str = line(BRIDGE, "Text", "Up to 1,500 characters of your own.")

    def __post_init__(self):
        check(self)
        check_text(self.text)
        if len(self.expression) > LONGEST_EXPRESSION:
            right = f"use up to {LONGEST_EXPRESSION} characters"
            raise Refusal(f"Your own pattern has {len(self.expression):,} characters: {right}.", "expression")


def check_text(text: str) -> None:
    """Raise `Refusal` unless a text has at least one character, and few enough for the page and for a link."""
    if not text.strip():
        raise Refusal(EMPTY, "text")
    if len(text) > LONGEST or len(quote(text, errors="replace")) > LINK:
        raise Refusal(f"This text has {len(text):,} characters: use up to {LONGEST:,}, or half of it in other scripts.", "text")


PAGE = PageSettings("inside", Inside())
LEAVES = ("guesses",)


@dataclass(frozen=True)
class Look:
    """A network, and which unit of which series is looked at."""

    saved: SavedRun
    series: Series
    unit: int

    @property
    def layers(self) -> int:
        """Return how many layers the network has."""
        return self.saved.model.config.layers

    @property
    def key(self) -> tuple[str, float]:
        """Return what names the run as it stands now."""
        return self.saved.run.id, self.saved.run.updated

    def label(self) -> str:
        """Return what the series is called."""
        return series_label(self.series, self.layers)


def spelled(series: Series) -> str:
    """Return a series as the URL says it: 1c is the cell state of the first layer."""
    return f"{series.layer + 1}{series.name}"


def chosen() -> SavedRun | None:
    """Return the run that the page looks into: the one it names, else a bundled one or the visitor's latest, else none."""
    named = PAGE.value().run
    found = chosen_runs(PAGE, "run") if named != PAGE.standard.run else {}
    for name in dict.fromkeys([*found, PAGE.standard.run, *choices()]):
        try:
            saved = chosen_run(name)
        except Refusal:
            continue
        if name != named:
            PAGE.put(PAGE.value().with_(run=name))
        return saved
    return None


def look() -> Look | None:
    """Return what is looked at; where the run has no such series or unit, another one, and the page says so."""
    if (saved := chosen()) is None:
        return None
    asked, known = PAGE.value(), {spelled(series): series for series in all_series(saved.model)}
    series, units = asked.series, saved.model.config.hidden_size
    if series not in known:
        if series != PAGE.standard.series:
            PAGE.note(str(unknown("series", series, known, "series")))
        series = next(iter(known))
    unit = min(asked.unit, units - 1)
    if unit != asked.unit != PAGE.standard.unit:
        PAGE.note(f"Unit cannot be {asked.unit:,} in this network: use a whole number from 0 to {units - 1}.")
    if (series, unit) != (asked.series, asked.unit):
        PAGE.put(asked.with_(series=series, unit=unit))
    return Look(saved, known[series], unit)


def sidebar(found: Look | None) -> None:
    """Draw which network, what of it, and the pattern."""
    with st.sidebar:
        name_menu(PAGE, "run", choices())
        if found:
            series = {spelled(one): series_label(one, found.layers).capitalize() for one in all_series(found.saved.model)}
            name_menu(PAGE, "series", series)
            PAGE.control("unit")
        PAGE.control("guesses")
        PAGE.control("pattern")
        if PAGE.value().pattern == OWN:
            PAGE.control("expression", placeholder="[0-9]{4}")


def no_run() -> None:
    """Say what to do where there is no network to look into."""
    st.info("No run to look into comes with this copy: train one, and it can be chosen here.", icon=":material/info:")
    st.page_link(page_named("train"), label="Train your first model", icon=":material/play_arrow:")


def text_box(found: Look) -> None:
    """Draw the box for the text, and a way to another passage that the network never learned."""
    key, control = PAGE.key("text"), PAGE.standard.controls()["text"]
    if st.session_state.get(key) != PAGE.value().text:
        st.session_state[key] = PAGE.value().text
    st.text_area(control.label, key=key, height=BOX, help=control.help, on_change=PAGE.take, args=("text",))
    if refused := PAGE.refusal("text"):
        st.warning(plain(refused))
    look = dict(icon=":material/shuffle:", type="tertiary")
    st.button("Another passage that it never learned", key="inside-another", on_click=another, args=(found.saved,), **look)


def another(saved: SavedRun) -> None:
    """Put a passage of the text that a run was checked on into the box; which one follows from the one before."""
    read, _ = held_out(saved.run.id, saved.run.updated, saved)
    start = zlib.crc32(PAGE.value().text.encode("utf-8", "replace")) % max(1, len(read) - PASSAGE)
    passage = read[start : start + PASSAGE]
    cut = passage.find(" ") + 1
    PAGE.change(text=passage[cut : passage.rfind(" ")].strip() or passage.strip() or BRIDGE)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def held_out(run_id: str, updated: float, _saved: SavedRun) -> tuple[str, str]:
    """Return the text that a run was checked on, or one of its own writing, and which of the two it is."""
    return reading_text(_saved, services().store, services().settings)
