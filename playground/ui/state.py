"""The settings of the next run, the run that the training page shows, and what the page of all runs shows."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from playground.controls import Described
from playground.language.experiment import USUAL_BUDGETS, Experiment
from playground.ui.pagesettings import PageSettings
from playground.ui.samples import WRITES
from playground.ui.viewing import LOOKS


class TrainSettings(PageSettings[Experiment]):
    """The settings of the training page; an amount of training that the URL does not tell suits the unit that it tells."""

    def from_url(self, parameters: Mapping[str, str], start: Experiment | None = None) -> tuple[Experiment, list[str]]:
        """Return the settings that a URL spells, and a sentence for each that was nonsense."""
        usual = USUAL_BUDGETS.get(parameters.get("budget_unit", ""))
        return super().from_url(parameters, self.standard.with_(budget=usual) if usual else start)


@dataclass(frozen=True)
class NoSettings(Described):
    """What a page is set to that shows what is there."""


OPENED = ("run", "shared", "page")  # a run, one that somebody shared, or a part of the list
TRAIN = TrainSettings("train", Experiment(), keeps=("run", *LOOKS, *WRITES))
RUNS = PageSettings("runs", NoSettings(), keeps=(*OPENED, *LOOKS, *WRITES))


def experiment() -> Experiment:
    """Return the settings as they stand."""
    return TRAIN.value()


def put(changed: Experiment) -> None:
    """Make these the settings of the next run."""
    TRAIN.put(changed)


def touch() -> None:
    """Note that a control was used in this run of the page."""
    TRAIN.touch()


def to_url(settings: Experiment) -> dict[str, str]:
    """Return what a URL has to carry."""
    return TRAIN.to_url(settings)


def shown_run() -> str | None:
    """Return the id of the run that the page shows, if any."""
    return TRAIN.kept("run")


def show_run(run_id: str | None) -> None:
    """Show a run on this page from now on, or none."""
    TRAIN.keep("run", run_id)


def arrive_at_runs() -> None:
    """Follow the URL of the page of all runs: what it opens is told there alone, so that the menu leads to the list."""
    RUNS.arrive()
    for name in OPENED:
        RUNS.keep(name, st.query_params.get(name))


def open_run(run_id: str | None) -> None:
    """Open a run on the page of all runs, or go back to the list, as a button's callback does."""
    RUNS.touch()
    for name in WRITES:
        RUNS.keep(name, None)
    st.query_params.from_dict({"run": run_id} if run_id else {})
