"""A study on a page: its answer where that is known, else the way to start it, and how it goes on meanwhile."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from playground.errors import Refusal
from playground.jobs.answers import bundled_answer
from playground.jobs.live_study import StudyView
from playground.jobs.protocol import StudyJob
from playground.jobs.studies import expected_seconds, study_job
from playground.ui.boot import services
from playground.ui.live import stop
from playground.ui.notices import notice, say_notices
from playground.ui.trouble import kindly
from playground.ui.visitor import visitor
from playground.ui.words import count_text, duration_text, plain

TICK = 1.0  # seconds between two looks at a study
TELLING = 0.05  # the share from which on the time used tells the time left
FIRST_RESULT = "The first result comes in a few seconds."

SHOWN, AGAIN = " What came until then is shown.", "Start again"

Draw = Callable[[tuple[Mapping[str, Any], ...], bool], None]


def study_panel(
    key: str, name: str, settings: Mapping[str, Any], draw: Draw, label: str, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Draw a study of `STUDIES` with these settings; `draw(events, done)` draws what it has told, read-only, if anything.

    Where it has told nothing yet, `meanwhile()` may draw something else in its place.

    Until `done` it is called every second, so charts that grow should keep their place in the document. `label` is what the
    button says that starts the study; `key` tells the panels of the whole app apart. A study goes on while its visitor is on
    other pages, and is found again by its name and settings. Wrong settings become one sentence.
    """
    with kindly(f"the study {name}"):
        job = study_job(visitor(), name, settings)
        view = services().pool.study(job)
        if view and view.state != "done":
            st.fragment(follow, run_every=TICK)(key, job, draw, meanwhile)
        elif view and view.complete:
            draw(view.events, True)
        elif not view and (events := bundled_answer(job.name, job.settings)):
            st.caption("This answer came with the app: it was computed beforehand, with these settings.")
            draw(events, True)
            start_row(key, job, label)
        elif view and view.events:
            st.info(plain(view.end.message) + SHOWN, icon=":material/info:")
            draw(view.events, True)
            start_row(key, job, AGAIN)
        else:
            if view:
                st.info(plain(view.end.message), icon=":material/info:")
            start_row(key, job, label)
            meanwhile()


def start_row(key: str, job: StudyJob, label: str) -> None:
    """Draw the button that starts a study, beside the time that it takes."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(label, type="primary", icon=":material/play_arrow:", on_click=start, args=(key, job), key=f"{key}-start")
        st.markdown(f"at most about {duration_text(expected_seconds(job))}", width="content")
    if going(before(key)):
        st.caption("What this page still works on, for other settings, ends when you press it.")
    say_notices()


def before(key: str) -> StudyJob | None:
    """Return the study that was last started in this panel."""
    return st.session_state.get(f"{key}-study")


def going(job: StudyJob | None) -> bool:
    """Tell whether a study waits or runs."""
    view = job and services().pool.study(job)
    return bool(view) and view.state != "done"


def start(key: str, job: StudyJob) -> None:
    """Queue a study in place of the one that was started in the same panel; a second click starts nothing more."""
    if going(job):
        return
    if going(before(key)):
        services().pool.stop(before(key).id)
    try:
        services().pool.submit(job)
        st.session_state[f"{key}-study"] = job
    except Refusal as refusal:
        notice(str(refusal))


def follow(key: str, job: StudyJob, draw: Draw, meanwhile: Callable[[], None]) -> None:
    """Draw how a study stands now; when it is over, the whole page is drawn anew."""
    view = services().pool.study(job)
    if view is None or view.state == "done":
        st.rerun()
    with kindly(f"the study {job.name}"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            button = dict(icon=":material/stop:", on_click=stop, args=(job.id, "stopped"), disabled=view.stopping)
            st.button("Stop", key=f"{key}-stop", **button)
            st.progress(view.progress, text=progress_text(view, expected_seconds(job), time.monotonic()))
        if view.events:
            draw(view.events, False)
        else:
            if view.state == "running":
                st.caption(FIRST_RESULT)
            meanwhile()


def progress_text(view: StudyView, expected: float, now: float) -> str:
    """Say what happens right now, and how long it will take."""
    if view.stopping:
        return "Stopping …"
    if view.state == "queued":
        return f"Waiting: {count_text(view.position, 'run')} ahead of yours." if view.position else "Starting …"
    left = seconds_left(view, expected, now)
    known = left > 0 or view.progress >= TELLING
    return f"{view.progress:.0%} · " + (f"{duration_text(left)} left" if known else "it takes longer than usual")


def seconds_left(view: StudyView, expected: float, now: float) -> float:
    """Return the seconds that a running study still takes: from its own pace, before that from what was expected; else 0."""
    used = now - view.began
    return used * (1 - view.progress) / view.progress if view.progress >= TELLING else max(0.0, expected - used)
