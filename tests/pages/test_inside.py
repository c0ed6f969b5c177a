"""The page Inside: with nothing, with a bundled run, with the runs that ship; its chips keep what they say."""

from pathlib import Path

import numpy as np
import pytest

from playground.jobs.answers import bundled_answer
from playground.language.activations import Series, record
from playground.runs import folder
from playground.runs.unit_study import UnitStudySettings, matches_of
from playground.ui import examples, inside_panels
from playground.ui.inside import BRIDGE, LONGEST
from playground.ui.inside_trials import CHIPS
from playground.ui.words import minus
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

REAL = Path(__file__).parents[2] / "playground/examples"


@pytest.fixture
def bundled(site, monkeypatch):
    """Bundle the runs that ship."""
    monkeypatch.setattr(folder, "EXAMPLES", REAL)
    examples.bundled.clear()
    yield examples.bundled()
    examples.bundled.clear()


def test_without_a_run_the_page_says_where_one_comes_from(open_page):
    page = open_page("inside")
    assert whole(page) and "train one" in said(page)


def test_a_run_of_ones_own_is_looked_into(open_page, own_run):
    page = open_page("inside", run=own_run.id, series="1z", unit="3")
    assert whole(page) and "update gate (z) of unit 3" in said(page) and said(page).count("unrolled-units") > 10


def test_the_text_is_coloured_by_what_the_unit_does(open_page, own_run, site):
    page = open_page("inside", run=own_run.id, series="1h", unit="3", text="The fox <b>")
    saved = folder.stored_run(site.store, own_run)
    values = record(saved.model, saved.vocabulary, "The fox <b>", [Series(0, "h")]).values[Series(0, "h")][:, 3]
    for value in values.astype(float):
        assert f'title="{minus(f"{value:+.3f}")}"' in said(page)
    assert "&lt;" in said(page) and "<b>" not in said(page)


def test_a_large_network_looks_through_less_text(own_run, site, monkeypatch):
    saved = folder.stored_run(site.store, own_run)
    size = sum(weight.numel() for weight in saved.model.recurrent.parameters())
    for work, characters in ((10**10, 20_000), (9_000 * size, 9_000), (size, 2_000)):
        monkeypatch.setattr(inside_panels, "WORK", work)
        assert inside_panels.looked_through(saved) == characters


def test_what_is_expected_stands_below_each_letter(open_page, own_run):
    page = open_page("inside", run=own_run.id, guesses="yes", text="The fox", series="1h", unit="0")
    assert whole(page) and said(page).count("<i style") == 5 * len("The fox")


@pytest.mark.parametrize("number", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, bundled, number):
    page = open_page("inside")
    button(page, f"inside-chip-{number}").click().run()
    assert whole(page) and CHIPS[number].look_for in said(page)


def test_the_chips_keep_what_they_promise(bundled):
    saved = bundled["lstm"]
    found = record(saved.model, saved.vocabulary, BRIDGE, [Series(0, "c"), Series(0, "g")])
    counts, spaces = found.values[Series(0, "c")][:, 76].astype(float), found.values[Series(0, "g")][:, 103].astype(float)
    assert all(abs(counts[place]) < 0.1 for place, letter in enumerate(BRIDGE) if letter == "(")
    words = [place for place in range(1, len(BRIDGE)) if BRIDGE[place].isalpha() and BRIDGE[place - 1].isalpha()]
    assert np.mean(np.abs(np.diff(counts)[np.array(words) - 1] + 1) < 0.1) > 0.8
    letters = np.array([letter.isalpha() for letter in BRIDGE])
    assert (spaces[letters] < -0.8).mean() > 0.9 and (spaces[~letters] > 0.8).mean() > 0.8


def test_the_search_that_ships_is_shown_and_a_unit_can_be_looked_at(open_page, bundled):
    page = open_page("inside", pattern="spaces")
    best = matches_of(bundled_answer("units", UnitStudySettings(run="example-lstm").flat()), "spaces")[0]
    assert whole(page) and "came with the app" in said(page) and len(page.get("plotly_chart")) == 2
    button(page, "inside-look-0").click().run()
    assert query(page) == {"pattern": "spaces", "series": f"1{best.series.name}", "unit": str(best.unit)}


def test_a_unit_that_nobody_asked_for_is_not_refused(open_page, own_run):
    page = open_page("inside", run=own_run.id)
    assert whole(page) and not page.warning and query(page)["unit"] == "15"


def test_another_passage_is_put_into_the_box(open_page, own_run):
    page = open_page("inside", run=own_run.id)
    button(page, "inside-another").click().run()
    assert whole(page) and query(page)["text"] and query(page)["text"] != BRIDGE


@pytest.mark.parametrize(
    ("nonsense", "sentence"),
    [
        (dict(unit="5000"), "Unit cannot be 5,000"),
        (dict(unit="100"), "use a whole number from 0 to 15"),
        (dict(series="9q"), "There is no series"),
        (dict(pattern="rhymes"), "Pattern cannot be “rhymes”"),
        (dict(text="x" * (LONGEST + 1)), "use up to 1,500"),
        (dict(text=" "), "nothing to read"),
        (dict(pattern="own", expression="("), "no regular expression"),
        (dict(pattern="own"), "Write a regular expression"),
    ],
    ids=str,
)
def test_nonsense_in_the_url_is_one_sentence(open_page, own_run, nonsense, sentence):
    page = open_page("inside", run=own_run.id, **nonsense)
    assert whole(page) and sentence in said(page).replace("\\", "")
