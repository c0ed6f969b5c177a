"""Going on with a run that has ended: resuming it, or training it longer."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.errors import Refusal
from playground.jobs.protocol import Job
from playground.language.experiment import BUDGET_UNITS
from playground.runs.record import STATUSES, Run
from playground.ui.expected import queue
from playground.ui.words import plain

USUAL = {"steps": 500.0, "tokens": 250_000.0, "seconds": 30.0}
STEPS = {"steps": 100.0, "tokens": 50_000.0, "seconds": 10.0}


def go_on(run: Run, key: str) -> bool:
    """Draw Resume and Train longer for a run that has ended; tell whether one was pressed and the run waits or trains again."""
    resumed = can_resume(run) and st.button("Resume", icon=":material/play_arrow:", key=f"{key}-resume")
    if not can_grow(run):
        return resumed and queued(Job, run.id, run.visitor, "resume")
    with st.popover("Train longer", icon=":material/fast_forward:"):
        unit = st.selectbox("Counted in", list(BUDGET_UNITS), format_func=BUDGET_UNITS.get, key=f"{key}-longer-unit")
        how = dict(value=USUAL[unit], step=STEPS[unit], format="%.0f")  # a box for whole numbers alone would read 1e9 as 1
        amount = st.number_input("How much longer", **how, key=f"{key}-longer-{unit}")
        if st.button("Go on", type="primary", key=f"{key}-longer"):
            return queued(Job, run.id, run.visitor, "longer", amount or 0, unit)
    return resumed and queued(Job, run.id, run.visitor, "resume")


def can_resume(run: Run) -> bool:
    """Tell whether a run can go on within its budget; one that was refused would be refused again."""
    return STATUSES[run.status].resumable and run.reason != "refused"


def can_grow(run: Run) -> bool:
    """Tell whether there is something worth training longer."""
    return run.step > 0 and run.status != "diverged"


def queued(make: Callable[..., Job], *parts: Any) -> bool:
    """Make a job and hand it to the pool; say why where it is refused."""
    try:
        queue(make(*parts))
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
        return False
    return True
