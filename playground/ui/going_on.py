"""Going on with a run that has ended: resuming it, or training it longer."""

import streamlit as st

from playground.errors import Refusal
from playground.jobs.protocol import Job
from playground.language.experiment import BUDGET_UNITS
from playground.runs.record import STATUSES, Run
from playground.ui.expected import queue
from playground.ui.words import plain

USUAL = {"steps": 500, "tokens": 250_000, "seconds": 30}
STEPS = {"steps": 100, "tokens": 50_000, "seconds": 10}


def go_on(run: Run, key: str) -> bool:
    """Draw Resume and Train longer for a run that has ended; tell whether one was pressed and the run waits or trains again."""
    resumed = STATUSES[run.status].resumable and st.button("Resume", icon=":material/play_arrow:", key=f"{key}-resume")
    if run.status == "diverged":
        return False  # there is nothing worth going on from
    with st.popover("Train longer", icon=":material/fast_forward:"):
        unit = st.selectbox("Counted in", list(BUDGET_UNITS), format_func=BUDGET_UNITS.get, key=f"{key}-longer-unit")
        amount = st.number_input("How much longer", 1, 10**9, USUAL[unit], step=STEPS[unit], key=f"{key}-longer-{unit}")
        longer = st.button("Go on", type="primary", key=f"{key}-longer")
    job = Job(run.id, run.visitor, "longer", amount, unit) if longer else Job(run.id, run.visitor, "resume")
    return (resumed or longer) and queued(job)


def queued(job: Job) -> bool:
    """Hand a job to the pool; say why where it is refused."""
    try:
        queue(job)
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
        return False
    return True
