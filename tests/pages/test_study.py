"""The study panel on a small page of its own: asked for, going on, stopped, found again, answered, refused."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from playground.jobs.live_study import StudyView
from playground.jobs.studies import study_job
from playground.ui.study import progress_text, seconds_left
from playground.ui.visitor import KEY
from tests.pages.conftest import said, whole

QUICK = dict(cells="rnn", seeds="1", gaps="1", steps=3, seconds=100.0, hidden_size=4, batch_size=4)
LONG = {**QUICK, "steps": 20_000, "gaps": "200"}


def page():
    import streamlit as st

    from playground.ui.study import study_panel

    def draw(events, done):
        st.markdown(f"{len(events)} networks {'in the end' if done else 'so far'}, gap {events[0]['scores'][0]['gap']}")
        if st.session_state.get("broken"):
            raise ZeroDivisionError("secret detail")

    if not st.session_state.get("elsewhere"):
        study_panel("demo", "memory", st.session_state["settings"], draw, "Measure", lambda: st.markdown("in its place"))


@pytest.fixture
def open_study(site, visitor):
    """Draw the page with some settings, as this visitor unless another token is given."""

    def open_study(settings, token=None):
        app = AppTest.from_function(page, default_timeout=60)
        app.session_state[KEY] = token or visitor[0]
        app.session_state["settings"] = settings
        return app.run()

    yield open_study
    with site.pool.lock:
        going = [live.id for live in site.pool.unfinished()]
    for job_id in going:
        site.pool.stop(job_id)
        site.pool.wait(job_id, lambda view: view.state == "done", 20)


def press(app, name):
    next(button for button in app.button if button.key == f"demo-{name}").click().run()
    return app


def buttons(app):
    return [button.key for button in app.button]


def until(app, text, seconds=120.0):
    """Draw the page again until it says something."""
    end = time.monotonic() + seconds
    while text not in said(app):
        assert time.monotonic() < end and whole(app), said(app)
        app.run()
    return app


def test_a_study_from_the_button_to_its_answer_which_is_everybodys(open_study):
    app = open_study(QUICK | {"hidden_size": 5})
    assert buttons(app) == ["demo-start"] and "at most about" in said(app) and "networks" not in said(app)
    assert "in its place" in said(app)
    press(app, "start")
    until(app, "1 networks in the end")
    assert buttons(app) == [] and whole(app) and "in its place" not in said(app)
    other = open_study(QUICK | {"hidden_size": 5}, token="1" * 32)
    assert "1 networks in the end" in said(other) and buttons(other) == []


def test_it_goes_on_while_its_visitor_is_elsewhere_and_ends_when_stopped(open_study, site):
    app = press(open_study(LONG), "start")
    assert buttons(app) == ["demo-stop"]
    until(app, "1 networks so far, gap 200")
    app.session_state["elsewhere"] = True
    assert buttons(app.run()) == []
    app.session_state["elsewhere"] = False
    assert buttons(app.run()) == ["demo-stop"]
    again = open_study(LONG)  # a reload
    assert buttons(again) == ["demo-stop"]
    press(app, "stop")
    until(app, "Stopped by you")
    assert buttons(app) == ["demo-start"] and "1 networks in the end" in said(app)
    assert "What came until then is shown" in said(app).replace("\\", "") and "in its place" not in said(app)
    assert app.button[0].label == "Start again"
    stranger = open_study(LONG, token="2" * 32)
    assert buttons(stranger) == ["demo-start"] and "networks" not in said(stranger)


def test_other_settings_take_the_place_of_what_was_going_on(open_study, site, visitor):
    app = press(open_study(LONG | {"hidden_size": 6}), "start")
    app.session_state["settings"] = LONG | {"hidden_size": 7}
    app.run()
    assert buttons(app) == ["demo-start"] and "ends when you press it" in said(app)
    press(app, "start")
    first, second = (study_job(visitor[1], "memory", LONG | {"hidden_size": size}) for size in (6, 7))
    assert site.pool.wait(first.id, lambda view: view.state == "done", 20).end.reason == "stopped"
    assert site.pool.study(second).state != "done"


def test_a_second_click_starts_nothing_more(open_study, site, visitor):
    app = open_study(LONG | {"hidden_size": 8})
    button = app.button[0]
    button.click().run()
    button.click().run()
    assert whole(app) and not app.warning and len(site.pool.unfinished()) == 1


@pytest.mark.parametrize(
    ("settings", "word"),
    [({"cells": "lsmt"}, "did you mean"), ({"colour": 1}, "colour"), ({"seconds": 1e9}, "from 0"), ({"seeds": [1]}, "Seeds")],
    ids=str,
)
def test_wrong_settings_become_a_sentence(open_study, settings, word):
    app = open_study(settings)
    assert whole(app) and not buttons(app) and word in app.warning[0].value.replace("\\", "")


def test_a_refusal_at_the_start_is_said(open_study, monkeypatch):
    app = open_study(QUICK | {"seconds": 120.0, "seeds": "1,2,3,4,5,6,7,8,9,10"})
    press(app, "start")
    assert whole(app) and "this site ends everything after 900" in app.warning[0].value.replace("\\", "")
    assert buttons(app) == ["demo-start"]


def test_a_drawing_that_fails_says_one_kind_sentence(open_study, caplog):
    app = open_study(QUICK | {"hidden_size": 5, "seeds": "2"})
    app.session_state["broken"] = True
    press(app, "start")
    end = time.monotonic() + 120
    while not app.error:
        assert time.monotonic() < end
        app.run()
    assert not app.exception and "secret" not in said(app) and "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("view", "text"),
    [
        (StudyView("queued"), "Starting …"),
        (StudyView("queued", position=1), "Waiting: 1 run ahead of yours."),
        (StudyView("running", began=100.0), "0% · 50 s left"),
        (StudyView("running", began=40.0, progress=0.04), "4% · it takes longer than usual"),
        (StudyView("running", began=100.0, progress=1.0), "100% · under 1 s left"),
        (StudyView("running", began=100.0, progress=0.25), "25% · 30 s left"),
        (StudyView("running", began=100.0, progress=0.5, stopping=True), "Stopping …"),
    ],
)
def test_the_bar_says_what_happens_and_how_long_it_takes(view, text):
    assert progress_text(view, 60.0, 110.0) == text


def test_the_time_left_is_never_less_than_nothing():
    assert seconds_left(StudyView("running", began=0.0), 60.0, 100.0) == 0.0
    assert seconds_left(StudyView("running", began=0.0, progress=1.0), 60.0, 100.0) == 0.0
