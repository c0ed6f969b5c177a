"""Choosing among trained runs: the bundled ones and those that the visitor may look at."""

from collections.abc import Mapping

import streamlit as st
from torch import Tensor

from playground.errors import Refusal
from playground.runs.folder import SavedRun, stored_run
from playground.runs.reading import reading_ids
from playground.runs.record import Run
from playground.ui.boot import services
from playground.ui.examples import bundled, bundled_writers
from playground.ui.menus import names_menu, show
from playground.ui.pagesettings import PageSettings
from playground.ui.readable import readable_run, readable_runs, whose

MOST = 4  # runs side by side
BUNDLED = "example-"


@st.cache_resource(scope="session", max_entries=6, show_spinner=False)
def trained_model(run_id: str, updated: float) -> SavedRun:
    """Return a run that this visitor may look at with its model, loaded once for each state of the run."""
    return stored_run(services().store, readable_run(run_id))


def trained(run: Run) -> SavedRun | None:
    """Return a run of the visitor's with its model, None where it ended before it had one."""
    try:
        return trained_model(run.id, run.updated)
    except Refusal:
        return None


def choices() -> dict[str, str]:
    """Return what may be chosen, by name (`example-…` or a run's id): the visitor's runs that have trained, then the bundled."""
    mine = {run.id: f"{whose(run)}: {run.name}" for run in readable_runs() if run.step}
    return mine | {name: bundled_title(saved) for name, saved in come_with().items()}


def come_with() -> dict[str, SavedRun]:
    """Return every run that comes with this copy by its name: those of each cell, then those on other texts."""
    return {BUNDLED + cell: saved for cell, saved in bundled().items()} | bundled_writers()


def bundled_title(saved: SavedRun) -> str:
    """Return what a menu calls a bundled run."""
    return f"Bundled: {saved.run.name}"


def titled(runs: Mapping[str, SavedRun]) -> dict[str, SavedRun]:
    """Return chosen runs by what figures call them: as the menu does, with a number where two are called the same."""
    known, found = choices(), {}
    titles = [known.get(name, saved.run.name).removeprefix("Bundled: ").removeprefix("Yours: ") for name, saved in runs.items()]
    for number, (title, saved) in enumerate(zip(titles, runs.values(), strict=True)):
        again = titles[:number].count(title)
        found[f"{title} ({again + 1})" if again else title] = saved
    return found


def chosen_run(name: str) -> SavedRun:
    """Return the run of this name; raise `Refusal` where there is none, it is somebody else's, or has no model yet."""
    known = come_with()
    if name in known:
        return known[name]
    return trained_model(name, readable_run(name).updated)


def chosen_runs(page: PageSettings, field: str = "runs") -> dict[str, SavedRun]:
    """Return the runs that a page's setting names, separated by commas, leaving out (and noting) what cannot be had."""
    found = {}
    for name in filter(None, getattr(page.value(), field).split(",")[:MOST]):
        try:
            found[name] = chosen_run(name)
        except Refusal as refusal:
            page.note(str(refusal)) if str(refusal) not in page.notes() else None
    return found


def reading(saved: SavedRun) -> tuple[Tensor, str]:
    """Return the tokens (L,) that a run is given to read, and what they are."""
    return known_reading(saved.run.id, saved.run.updated, saved)


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def known_reading(run_id: str, updated: float, _saved: SavedRun) -> tuple[Tensor, str]:
    """Return what a run reads, looked up once in a session."""
    return reading_ids(_saved, services().store, services().settings)


def runs_menu(page: PageSettings, field: str = "runs", most: int = MOST) -> None:
    """Draw the menu in which up to `most` runs are chosen; they become the page's setting of that name."""
    names_menu(page, field, choices(), most)


def one_run(page: PageSettings) -> SavedRun | None:
    """Return the run that a page's setting `run` names, else the page's usual one or any other, else none."""
    named = page.value().run
    found = chosen_runs(page, "run") if named != page.standard.run else {}
    for name in dict.fromkeys([*found, page.standard.run, *choices()]):
        try:
            saved = chosen_run(name)
        except Refusal:
            continue
        if name != named:
            page.put(page.value().with_(run=name))
        return saved
    return None


def run_menu(page: PageSettings) -> None:
    """Draw the menu in which one run is chosen; it becomes the page's setting `run`."""
    known, control, key, now = choices(), page.standard.controls()["run"], page.key("run"), page.value().run
    if not known:
        return
    show(key, now if now in known else None, known)
    options = dict(format_func=known.get, key=key, help=control.help)
    st.selectbox(control.label, list(known), on_change=page.take, args=("run",), **options)
