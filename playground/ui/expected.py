"""What a run would take, said before it starts: parameters, memory and time."""

import streamlit as st

from playground.errors import Refusal
from playground.jobs.limits import check_limits, estimate
from playground.jobs.protocol import Job
from playground.language.starting import fitted
from playground.runs.record import new_run
from playground.ui import state
from playground.ui.boot import services
from playground.ui.found import found_sentence
from playground.ui.notices import notice, say_notices
from playground.ui.texts import describe_text, text_facts, title_of
from playground.ui.vectors import place, vectors_named
from playground.ui.visitor import visitor
from playground.ui.words import about_text, duration_text, plain, size_text
from playground.vectors.sources import offers

STARTED = "started_at"
DOUBLE_CLICK = 1.0  # seconds between two clicks that mean one


def start_panel(label: str) -> None:
    """Draw the button that starts a run, beside what the run would take; where it cannot start, say why."""
    settings, facts, refusal = state.experiment(), None, None
    try:
        facts = text_facts(settings.text)
        settings = fitted(settings, lambda name: vectors_named(name, offers(place())).vectors)
        expected = estimate(settings, facts.vocabulary, services().pool.operations_per_second)
        check_limits(settings, expected.parameters, services().settings)
    except Refusal as found:
        refusal = found
    with st.container(key="phone"):
        st.caption("Text, cell and every other setting are behind the arrows at the top left.")
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(label, type="primary", icon=":material/play_arrow:", on_click=start, disabled=refusal is not None, key="start")
        if not refusal:
            st.markdown(expectation(expected), width="content")
    if refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
    if facts:
        st.caption(describe_text(facts, title_of(settings.text.corpus)))
    if not refusal and settings.model.wants_vectors:
        st.caption(found_sentence(settings))
    say_notices()


def expectation(expected) -> str:
    """Say in one line what a run would take."""
    time = f" · {about_text(expected.seconds)} to train" if expected.seconds else ""
    most = services().settings.max_seconds
    limit = f"; this site ends a run after {duration_text(most)}" if expected.seconds and expected.seconds > most else ""
    return f"**{expected.parameters:,} parameters** · {size_text(expected.memory_bytes)} of memory{time}{limit}"


def start() -> None:
    """Put a run with the current settings into the store and the queue, and show it; a double click starts one run."""
    state.touch()
    title = title_of(state.experiment().text.corpus, "a text").removeprefix("Yours: ")
    run = new_run(state.experiment(), visitor(), title)
    if run.created - st.session_state.get(STARTED, 0.0) < DOUBLE_CLICK:
        return
    try:
        services().store.add(run)
        queue(Job(run.id, run.visitor, "start"))
        st.session_state[STARTED] = run.created
    except Refusal as refusal:
        notice(str(refusal))


def queue(job: Job) -> None:
    """Hand a job to the pool and show its run; a run whose very first job is refused (the queue is full, say) is forgotten."""
    try:
        services().pool.submit(job)
    except Refusal:
        if job.kind == "start":
            services().store.delete(job.run_id, job.visitor)
        raise
    state.show_run(job.run_id)
