"""The page Two languages: words carried from one space to another, how many come out right, and what cannot be shown."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground.runs import folder
from playground.ui import translation
from playground.vectors.sources import load_vectors
from playground.vectors.translation import fitted, held_out, score, translate
from playground.vectors.vectorset import Place
from playground.vectors.wheel import ENGLISH, ITALIAN, wheel_pairs
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

BUNDLED = Path(__file__).parents[2] / "playground/examples"


@pytest.fixture(scope="module")
def both(site):
    return [load_vectors(name, Place(site.settings)).vectors for name in (ENGLISH, ITALIAN)]


def charts(page) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def test_the_example_of_gensim_has_twenty_pairs_that_are_known(both):
    assert len(wheel_pairs()) == 20 and wheel_pairs()[0] == ("one", "uno")
    assert all(one in both[0] and other in both[1] for one, other in wheel_pairs())


def test_it_opens_with_a_word_a_score_and_both_spaces(open_page, both):
    page = open_page("languages")
    assert whole(page) and not page.warning and query(page) == {} and len(charts(page)) == 3
    way = fitted(*both, wheel_pairs(), "rotation")
    bars, before, after = charts(page)
    assert bars["data"][0]["y"] == [word for word, _ in translate(way, *both, "one", 5)] and "The list says uno" in said(page)
    unseen = held_out(*both, wheel_pairs(), "rotation")
    assert f"{unseen.first:.0%}" in said(page) and f"{unseen.five:.0%}" in said(page) and "by chance 5.00%" in said(page)
    assert f"{score(way, *both, wheel_pairs()).first:.0%}" in said(page) and len(page.get("download_button")) == 5
    assert before["layout"]["xaxis"]["range"] == after["layout"]["xaxis"]["range"]
    assert after["data"][2]["text"][:2] == ["uno", "due"]


def test_other_words_and_own_pairs(open_page, both):
    own = "one uno\ntwo due\nthree tre\ndog cane\nfive cinque"
    page = open_page("languages", word="cat", pairs=own, fit="linear")
    way = fitted(*both, [tuple(line.split()) for line in own.splitlines()], "linear")
    assert charts(page)[0]["data"][0]["y"] == [word for word, _ in translate(way, *both, "cat", 5)]
    assert "nobody taught it" in said(page) and "of 5 pairs" in said(page)


def test_words_that_both_sets_know_are_pairs_where_none_are_named(open_page, monkeypatch):
    monkeypatch.setattr(folder, "EXAMPLES", BUNDLED)
    page = open_page("languages", source="teaching", target="wikipedia", word="france")
    assert whole(page) and not page.warning and "Drawn are the first 150 of" in said(page)
    assert len(np.array(charts(page)[1]["data"][1]["text"])) == 150


@pytest.mark.parametrize("chip", range(len(translation.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip, monkeypatch):
    monkeypatch.setattr(folder, "EXAMPLES", BUNDLED)
    page = open_page("languages")
    button(page, f"languages-chip-{chip}").click().run()
    assert whole(page) and translation.CHIPS[chip].look_for in said(page) and len(charts(page)) == 3


def test_what_the_chip_of_any_matrix_promises_is_so(both):
    way = fitted(*both, wheel_pairs(), "linear")
    assert score(way, *both, wheel_pairs()).first == 1 and held_out(*both, wheel_pairs(), "linear").first <= 0.1


WRONG = [
    (dict(word="xyzzyq"), "do not know"),
    (dict(pairs="one uno\ntwo"), "Line 2 has one word"),
    (dict(pairs="x y\nz w"), "0 of 2 pairs"),
    (dict(pairs="a b\n" * 9000), "longer than"),
    (dict(fit="magic", count="99"), "default stands in"),
    (dict(source="nope"), "no set of vectors"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG, ids=lambda value: str(value)[:40])
def test_what_cannot_be_shown_is_one_sentence(open_page, wrong, sentence):
    page = open_page("languages", **wrong)
    assert whole(page) and sentence in said(page).replace("\\", "")
