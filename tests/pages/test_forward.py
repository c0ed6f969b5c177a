"""The page that follows a forward pass: the worked example at once, steps, edits, and what is refused."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from playground.ui import byhand, forward
from tests.pages.conftest import components, said, whole
from tests.pages.test_train import button, query


def sheet(page) -> dict:
    """What the browser is told of the numbers."""
    return next(data for data in components(page) if "lines" in data)


def drawing(page) -> str:
    return next(data["svg"] for data in components(page) if "svg" in data)


def equations(page) -> str:
    return "\n".join(formula for data in components(page) for formula in data.get("formulas", ()) if isinstance(formula, str))


def test_the_page_opens_with_the_worked_example(open_page):
    page = open_page("forward")
    assert whole(page) and query(page) == {}
    assert "h₁ is printed as (0.54, 0.20, 0.72), exactly (0.5370, 0.1974, 0.7163)" in said(page)
    assert "(0.3216, 0.2149, 0.2419, 0.2215). These agree to two places; but as printed, ŷ₁ adds up to 0.99" in said(page)
    assert r"\tanh(0.60) &= 0.54" in equations(page)
    assert "<b>0.22</b>" in said(page), "on paper one figure comes out otherwise"


def test_steps_go_on_and_back_and_into_the_link(open_page):
    page = open_page("forward")
    button(page, "forward-on").click().run()
    assert query(page) == {"step": "2"} and "Step 2 of 4" in drawing(page) and "After “do”" in said(page)
    button(page, "forward-back").click().run()
    assert query(page) == {} and button(page, "forward-back").disabled
    last = open_page("forward", step="9")
    assert "Step 4 of 4" in drawing(last) and button(last, "forward-on").disabled


def test_edits_in_a_link_are_followed_everywhere(open_page):
    page = open_page("forward", edits="Wx1.1_0.5~h2.1_0", step="3")
    numbers = {item["key"]: item for line in sheet(page)["lines"] for item in line if "values" in item}
    assert numbers["Wx"]["values"][0][0] == "0.50" and numbers["Wx"]["edited"][0][0]
    assert numbers["h2"]["raw"][0][0] == "0" and "printed as" not in said(page)
    button(page, "forward-undo").click().run()
    assert query(page) == {"step": "3"} and "Wx" not in query(page).get("edits", "")


@pytest.fixture
def page_settings(monkeypatch):
    """The page's settings in a session of a plain dict, where no browser is needed."""
    import streamlit as st

    monkeypatch.setattr(st, "session_state", {})
    return forward.PAGE


def test_a_number_that_is_entered_becomes_an_edit_and_the_old_one_takes_it_back(page_settings):
    byhand.take_number(page_settings, "Wx", 1, 2, "0.25")
    byhand.take_number(page_settings, "h", 2, 1, "−0,5")
    assert page_settings.value().edits == "Wx1.2_0.25~h2.1_-0.5" and byhand.refused_entry(page_settings) is None
    byhand.take_number(page_settings, "Wx", 1, 2, "0.8")
    assert page_settings.value().edits == "h2.1_-0.5", "0.8 is what stood there"
    byhand.take_number(page_settings, "h", 0, 1, "0.25")
    assert page_settings.value().edits == "h0.1_0.25~h2.1_-0.5"
    byhand.take_number(page_settings, "h", 0, 1, "-0")
    assert page_settings.value().edits == "h2.1_-0.5", "0 is what stood there"


@pytest.mark.parametrize("raw", ["NaN", "1e9", "", "dogs"])
def test_nonsense_is_refused_beside_the_number_and_stays_there(page_settings, raw):
    byhand.take_number(page_settings, "Wh", 1, 1, raw)
    refused = byhand.refused_entry(page_settings)
    assert refused["text"] == raw and "W_h, row 1, column 1" in refused["sentence"] and "−10 to 10" in refused["sentence"]
    assert page_settings.value().edits == ""
    byhand.take_number(page_settings, "Wh", 1, 1, "1")
    assert byhand.refused_entry(page_settings) is None


@pytest.mark.parametrize("place", [("Wx", 9, 1), ("E", 1, 1), ("h", 5, 1), ("__class__", 1, 1), ("y", 0, 1)])
def test_a_number_that_is_not_there_cannot_be_edited(page_settings, place):
    byhand.take_number(page_settings, *place, "0.5")
    assert page_settings.value().edits == ""


@pytest.mark.parametrize("chip", range(len(forward.CHIPS)))
def test_a_chip_says_what_to_look_for_and_it_is_so(open_page, chip):
    page = open_page("forward")
    button(page, f"forward-chip-{chip}").click().run()
    assert whole(page) and forward.CHIPS[chip].look_for in said(page)


def test_what_the_other_chips_say_is_so():
    steps = {chip.label: shown_for(chip) for chip in forward.CHIPS}
    states = [steps["One letter, three states"][t].h for t in (1, 3, 5)]
    assert all((np.abs(one - other) > 1e-3).any() for one, other in combinations(states, 2))
    full = steps["Full to the brim"]
    assert (full[2].h > 0.9995).all() and (1 - full[2].h ** 2 < 1e-3).all()
    adds = steps["A state that only adds up"]
    assert all((after.a == before.h + after.u).all() for before, after in pairwise(adds))


def shown_for(chip):
    settings = forward.Forward(**chip.changes)
    net, held = settings.network()
    return forward.forward(net, forward.numbered(settings.word), held)


def test_forgetting_is_starting_anew():
    forgot = forward.Forward(**forward.FORGOTTEN)
    net, held = forgot.network()
    steps = forward.forward(net, (0, 1, 2, 3), held)
    alone = forward.forward(net, (2,))
    assert (steps[2].y == alone[0].y).all()


@pytest.mark.parametrize(
    "nonsense",
    [dict(word="two words", edits="Wx1.1_nan", step="1e9", start="best"), dict(word="a" * 99)],
)
def test_all_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("forward", **nonsense)
    assert whole(page) and len(page.warning) == len(nonsense)


def test_a_word_that_is_none_is_refused_beside_its_field(open_page):
    page = open_page("forward")
    for word, why in (("hot dogs", "is not one word of letters"), ("", "no word to read"), ("abcdefghijklm", "use at most 12")):
        page.text_input(key="forward-word").set_value(word).run()
        assert whole(page) and why in said(page) and "printed as" in said(page)


@pytest.mark.parametrize("settings", [dict(word="straße", inputs="embedding", large="yes"), dict(word="I", drawing="cyclic")])
def test_other_words_and_looks(open_page, settings):
    page = open_page("forward", **settings)
    assert whole(page) and settings["word"] in drawing(page)
