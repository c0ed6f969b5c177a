"""The settings of the next run: kept in the session, mirrored in the URL, and read from it on arrival.

Streamlit forgets a widget's value when its page is left, so the settings live under a key of their own.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.errors import Refusal
from playground.language.experiment import CONTROLS, USUAL_BUDGETS, Experiment

SETTINGS, NOTES, WRITTEN, TOUCHED, RUN, PAGE = "experiment", "url_notes", "url_written", "touched", "run_id", "last_page"
REFUSALS = "refused_settings"

STANDARD = Experiment()


def experiment() -> Experiment:
    """Return the settings as they stand."""
    return st.session_state.setdefault(SETTINGS, STANDARD)


def put(changed: Experiment) -> None:
    """Make these the settings of the next run."""
    st.session_state[SETTINGS], st.session_state[REFUSALS] = changed, {}


def refuse(name: str, sentence: str) -> None:
    """Note why what was entered for a setting was not taken, to be said beside its control until a setting changes."""
    st.session_state[REFUSALS] = {name: sentence}


def refusals() -> dict[str, str]:
    """Return why entries were not taken, by setting."""
    return st.session_state.get(REFUSALS, {})


def touch() -> None:
    """Note that a control was used in this run of the page, so that its value counts and not the URL's."""
    st.session_state[TOUCHED] = True


def text_of(value: Any) -> str:
    """Return a setting as a URL spells it; `Control.parse` reads it back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def to_url(settings: Experiment) -> dict[str, str]:
    """Return what a URL has to carry: the settings that differ from the defaults."""
    return {name: text_of(value) for name, value in settings.changed().items()}


def from_url(parameters: Mapping[str, str]) -> tuple[Experiment, list[str]]:
    """Return the settings that a URL spells, defaults in place of nonsense, and one sentence for each that was nonsense."""
    settings, notes = Experiment(), []
    if (unit := parameters.get("budget_unit")) in USUAL_BUDGETS:  # where the URL's amount is missing or nonsense
        settings = settings.with_(budget=USUAL_BUDGETS[unit])
    for name in CONTROLS.keys() & parameters.keys():
        try:
            settings = settings.with_(**{name: CONTROLS[name].parse(parameters[name])})
        except Refusal as refusal:
            notes.append(f"{refusal} The default stands in for now.")
    return settings, sorted(notes)


def arrive(page: str) -> None:
    """Follow the URL where the visitor came by one (a link, a reload, the back button), else leave the settings as they are.

    An empty URL is one to follow only for who was on this page already: coming from another page it says nothing.
    """
    sent, touched = st.query_params.to_dict(), st.session_state.pop(TOUCHED, False)
    if touched:
        st.session_state[NOTES] = []
    elif sent != st.session_state.get(WRITTEN, {}) and (sent or st.session_state.get(PAGE) == page):
        settings, st.session_state[NOTES] = from_url(sent)
        put(settings)
        st.session_state[RUN] = sent.get("run")


def notes() -> list[str]:
    """Return what the URL said that could not be used."""
    return st.session_state.get(NOTES, [])


def write_url() -> None:
    """Let the URL say what the page shows, so that a copied link opens the same."""
    wanted = to_url(experiment()) | ({"run": st.session_state[RUN]} if st.session_state.get(RUN) else {})
    st.session_state[WRITTEN] = wanted
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def shown_run() -> str | None:
    """Return the id of the run that the page shows, if any."""
    return st.session_state.get(RUN)


def show_run(run_id: str | None) -> None:
    """Show a run on this page from now on, or none."""
    st.session_state[RUN] = run_id
