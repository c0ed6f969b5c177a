"""Alarms on a page: what is wrong with the gradients of a run, and what to try."""

from collections.abc import Sequence

from streamlit.delta_generator import DeltaGenerator

from playground.gradients.alarms import KINDS, Alarm, clips, run_alarms
from playground.runs.record import History, Run
from playground.ui.words import plain

TOLD = ("nan", "exploding")  # what the message of a run that diverged has said already


def show_alarms(place: DeltaGenerator, alarms: Sequence[Alarm], of: str = "") -> None:
    """Draw the alarms as one warning into a container, nothing where there are none; `of` says whose they are."""
    if alarms:
        whose = f" · {plain(of)}" if of else ""
        told = (f"**{KINDS[one.kind]}{whose}.** {plain(one.message)}" for one in alarms)
        place.warning("\n\n".join(told), icon=":material/warning:")


def every_alarm(run: Run, history: History) -> list[Alarm]:
    """Return what is wrong with the gradients of a run."""
    training = run.experiment.training
    return run_alarms(history.steps, history.decays, run.reason, clips(training.clipping, training.clip_at))


def alarms_of(run: Run, history: History) -> list[Alarm]:
    """Return what is wrong with a run, leaving out what the sentence on how it ended says already."""
    return [one for one in every_alarm(run, history) if not (run.status == "diverged" and one.kind in TOLD)]
