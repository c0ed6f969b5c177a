"""The page on exploding gradients."""

import pytest

from playground.gradients.alarms import CURE, CURE_OF_CLIPPED
from playground.ui.exploding import CHIPS
from playground.ui.words import plain
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query


def box(page, name):
    return next(element for element in page.number_input if element.key == f"exploding-{name}")


def figures(page):
    return [element.proto for element in page.get("plotly_chart")]


@pytest.fixture(scope="module", autouse=True)
def first(site):
    """Keep the runs of the default settings between the tests."""


def test_it_opens_with_three_figures_numbers_and_one_alarm(open_page):
    page = open_page("exploding")
    assert whole(page) and len(figures(page)) == 3 and query(page) == {}
    assert said(page).count("Largest norm") == 3 and "No number from" in said(page)
    assert [plain(CURE["nan"]) in warning.value for warning in page.warning] == [True]
    assert said(page).count("No alarm.") == 2
    assert page.latex and len(page.get("download_button")) == 4


def test_the_text_alternative_says_what_the_figure_shows(open_page):
    page = open_page("exploding")
    assert "No clipping: loss from 3.4" in str(figures(page)[0]) and "no number from step" in str(figures(page)[0])


def test_a_control_changes_the_run_and_the_url(open_page):
    page = open_page("exploding")
    box(page, "scale").set_value(1.0).run()
    assert whole(page) and query(page) == {"scale": "1"} and not page.warning
    assert "No number from" not in said(page)


def test_what_cannot_be_is_said_beside_the_control_and_nothing_is_lost(open_page):
    page = open_page("exploding", clip_at="2")
    box(page, "scale").set_value(99.0).run()
    assert whole(page) and "Initialisation scale cannot be 99" in said(page).replace("\\", "")
    assert box(page, "scale").value == 3.0 and query(page) == {"clip_at": "2"} and len(figures(page)) == 3


def test_nonsense_in_the_url_is_named(open_page):
    page = open_page("exploding", cell="banana", steps="1e9", seed="-1", scale="nan", learning_rate="lots")
    assert whole(page) and query(page) == {} and said(page).count("default stands in") == 5


# What to look for has to be there: which runs are lost with each chip.
LOST = {
    "Weights as they should be": set(),
    "Steps ten times as large": {"no clipping", "by value"},
    "A cell that saturates": set(),
    "Too large to save": {"no clipping", "by norm"},
}


@pytest.mark.parametrize("chip", CHIPS, ids=lambda chip: chip.label)
def test_a_chip_shows_what_it_says(open_page, chip):
    page = open_page("exploding", seed="7")
    button(page, f"exploding-chip-{CHIPS.index(chip)}").click().run()
    assert whole(page) and chip.look_for in said(page) and set(query(page)) == set(chip.changes)
    alt = str(figures(page)[0])
    assert {name for name in ("no clipping", "by norm", "by value") if lost(alt, name)} == LOST[chip.label]


@pytest.mark.parametrize(
    ("chip", "told"),
    [("A cell that saturates", [CURE_OF_CLIPPED["exploding"]]), ("Too large to save", [CURE["nan"], CURE_OF_CLIPPED["nan"]])],
)
def test_only_who_does_not_clip_is_told_to_clip(open_page, chip, told):
    page = open_page("exploding", seed="7")
    button(page, f"exploding-chip-{[one.label for one in CHIPS].index(chip)}").click().run()
    assert len(page.warning) == len(told)
    assert all(warning.value.endswith(plain(cure)) for warning, cure in zip(page.warning, told, strict=True))


def lost(alt, name):
    return "no number from step" in alt.split(f"{name.capitalize()}: ")[1].split(";")[0]


def test_numbers_that_are_lost_at_once_leave_the_page_whole(open_page):
    page = open_page("exploding", scale="10", learning_rate="10", steps="3")
    assert whole(page) and len(figures(page)) == 3
