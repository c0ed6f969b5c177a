"""The memory page: a bundled answer at once, another trained on demand."""

import pytest

from playground.gradients.tasks import TASKS
from playground.ui.memory import CHIPS, PAGE
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query, until


def test_the_page_opens_with_an_answer(open_page):
    page = open_page("memory")
    assert whole(page) and len(page.get("plotly_chart")) == 2 and "came with the app" in said(page)
    assert len(page.get("download_button")) == 3 and query(page) == {}


@pytest.mark.parametrize("task", TASKS)
def test_every_task_shows_an_example_and_an_answer(open_page, task):
    page = open_page("memory", task=task)
    assert whole(page) and TASKS[task].about in said(page) and page.get("plotly_chart")


@pytest.mark.parametrize("number", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, number):
    page = open_page("memory", task="copy", seconds="1")
    button(page, f"memory-chip-{number}").click().run()
    assert whole(page) and CHIPS[number].look_for in said(page)


def test_other_networks_are_trained_here(open_page):
    page = open_page("memory", task="copy", cells="gru", gaps="1,2", steps="5", seconds="1", seeds="1")
    assert "came with the app" not in said(page) and not page.get("plotly_chart")
    button(page, "memory-start").click().run()
    until(page, "from the worst to the best")
    assert len(page.get("plotly_chart")) == 2


@pytest.mark.parametrize(
    "nonsense",
    [dict(gaps="1e9"), dict(gaps="0"), dict(cells="quantum"), dict(seeds="x"), dict(seconds="inf"), dict(task="chess")],
)
def test_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("memory", **nonsense)
    assert whole(page) and page.warning and PAGE.to_url(page.session_state[PAGE.key("settings")]) == {}
