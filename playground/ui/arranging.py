"""t-SNE on the page Map: asked for, watched, paused, thrown about, and gone on with; the picture as it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from playground.jobs.live_study import StudyView
from playground.jobs.protocol import StudyJob
from playground.jobs.studies import expected_seconds, study_job
from playground.ui.boot import services
from playground.ui.mapsettings import DESCENT, PAGE, MapSettings
from playground.ui.notices import say_notices
from playground.ui.study import before, going, progress_text, start
from playground.ui.visitor import visitor
from playground.ui.words import duration_text, plain
from playground.vectors.map_study import TsneSettings, unpacked, written
from playground.vectors.projection import Quality
from playground.vectors.tsne import EARLY, jolted

KEY = "map-tsne"
KEPT = "map-arranged"
RECOVERY = 250  # steps after words were thrown about, at most


@dataclass(frozen=True)
class Arranged:
    """A picture that t-SNE came to: points (n, k) after so many steps, the divergence in nats, and its quality."""

    question: tuple
    points: np.ndarray
    step: int
    divergence: float | None
    quality: Quality | None


def question_of(asked: Any) -> tuple:
    """Return what a picture is of: the words and the dimensions; how it is looked for may change on the way."""
    return (*(getattr(asked, name) for name in ("vectors", "choose", "words", "around", "listed")), asked.dimensions)


def job_of(asked: MapSettings, begin: np.ndarray | None = None, done: int = 0) -> StudyJob:
    """Return the study of these settings, from its beginning or from points (n, k) after so many steps."""
    known = {name: value for name, value in asked.flat().items() if name in TsneSettings.controls()}
    return study_job(visitor(), "map", known | {"start": "" if begin is None else written(begin), "done": done})


def current() -> StudyJob | None:
    """Return the study that was last started here, where it is of the words and dimensions that the page shows."""
    job = before(KEY)
    return job if job and question_of(TsneSettings(**job.settings)) == question_of(PAGE.value()) else None


def view_of(job: StudyJob | None) -> StudyView | None:
    """Return how a study stands, None where there is none."""
    return services().pool.study(job) if job else None


def arranging() -> bool:
    """Tell whether the words of the page are being arranged."""
    return going(current())


def arranged() -> Arranged | None:
    """Return the newest picture of the words and dimensions that the page shows, None where there is none yet."""
    asked, view = PAGE.value(), view_of(current())
    told = [event for event in view.events if "points" in event] if view else []
    if told:
        st.session_state[KEPT] = read(told[-1], question_of(asked), asked.axes)
    found = st.session_state.get(KEPT)
    return found if found and found.question == question_of(asked) else None


def read(event: Mapping[str, Any], question: tuple, axes: int) -> Arranged:
    """Return the picture that an event tells."""
    found = Quality(event["kept"], event["trust"], event["asked"]) if "kept" in event else None
    return Arranged(question, unpacked(event, axes), event["step"], event["divergence"], found)


# what the buttons do


def begin() -> None:
    """Arrange the words from their PCA on."""
    st.session_state.pop(KEPT, None)
    start(KEY, job_of(PAGE.value()))


def pause() -> None:
    """Stop where it is; the picture stays."""
    if job := current():
        services().pool.stop(job.id)


def go_on() -> None:
    """Go on from the picture as it stands, with the settings as they stand."""
    asked, found = PAGE.value(), arranged()
    if found:
        start(KEY, job_of(asked, found.points, found.step if found.step < EARLY + asked.steps else EARLY))


def perturb() -> None:
    """Throw every word some way, and let them find back."""
    asked, found = PAGE.value(), arranged()
    if found:
        times = st.session_state[f"{KEY}-thrown"] = st.session_state.get(f"{KEY}-thrown", 0) + 1
        done = max(EARLY, EARLY + asked.steps - RECOVERY)
        start(KEY, job_of(asked, jolted(found.points, asked.seed + times), done))


def controls(now: float) -> None:
    """Draw the buttons that suit how it stands, with the progress or the time that it will take."""
    job = current()
    view, found = view_of(job), arranged()
    running = view is not None and view.state != "done"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if running:
            running_row(job, view, found, now)
        elif found:
            rested_row(job, found)
        else:
            button("Arrange by t-SNE", "start", begin, ":material/play_arrow:", type="primary")
            st.markdown(f"at most about {duration_text(expected_seconds(job_of(PAGE.value())))}", width="content")
    if view and not running and not view.complete and view.end.reason != "stopped":
        st.info(plain(view.end.message), icon=":material/info:")
    say_notices()


def running_row(job: StudyJob, view: StudyView, found: Arranged | None, now: float) -> None:
    """Draw what can be done while words move."""
    button("Perturb", "perturb", perturb, ":material/scatter_plot:", disabled=found is None)
    button("Pause", "pause", pause, ":material/pause:", disabled=view.stopping)
    if found and differs(job):
        button("Use the new settings", "use", go_on, ":material/tune:")
    st.progress(view.progress, text=progress_text(view, expected_seconds(job), now))


def rested_row(job: StudyJob | None, found: Arranged) -> None:
    """Draw what can be done with a picture that rests; nothing comes to lie where another button was while words moved."""
    button("Perturb", "perturb", perturb, ":material/scatter_plot:")
    if found.step < EARLY + PAGE.value().steps or differs(job):
        button("Go on", "go", go_on, ":material/play_arrow:", type="primary")
    st.markdown(f"after {found.step:,} steps", width="content")
    button("Start anew", "start", begin, ":material/restart_alt:", type="tertiary")


def differs(job: StudyJob | None) -> bool:
    """Tell whether the page asks for another descent than the one that was started."""
    asked = PAGE.value()
    return job is not None and any(job.settings[name] != getattr(asked, name) for name in DESCENT)


def button(label: str, name: str, act: Any, icon: str, **look: Any) -> None:
    """Draw one of the buttons."""
    st.button(label, key=f"{KEY}-{name}", icon=icon, on_click=act, **look)
