"""The settings of the next run, and the run that the training page shows."""

from collections.abc import Mapping

from playground.language.experiment import USUAL_BUDGETS, Experiment
from playground.ui.pagesettings import PageSettings


class TrainSettings(PageSettings[Experiment]):
    """The settings of the training page; an amount of training that the URL does not tell suits the unit that it tells."""

    def from_url(self, parameters: Mapping[str, str], start: Experiment | None = None) -> tuple[Experiment, list[str]]:
        """Return the settings that a URL spells, and a sentence for each that was nonsense."""
        usual = USUAL_BUDGETS.get(parameters.get("budget_unit", ""))
        return super().from_url(parameters, self.standard.with_(budget=usual) if usual else start)


TRAIN = TrainSettings("train", Experiment(), keeps=("run",))


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
