"""The page One-hot and dense: its numbers, its slider, its two heat maps, and what it cannot show."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground.runs import folder
from playground.ui import onehot
from playground.vectors.sources import load_vectors
from playground.vectors.vectorset import Place
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

BUNDLED = Path(__file__).parents[2] / "playground/examples"


@pytest.fixture(autouse=True)
def teaching(site, monkeypatch):
    monkeypatch.setattr(folder, "EXAMPLES", BUNDLED)
    return load_vectors("teaching", Place(site.settings)).vectors


def maps(page) -> list[np.ndarray]:
    """Return the numbers of the heat maps."""
    figures = [json.loads(chart.proto.spec)["data"][0] for chart in page.get("plotly_chart")[1:]]
    return [np.array(one["z"]) if isinstance(one["z"], list) else decoded(one["z"]) for one in figures]


def decoded(packed: dict) -> np.ndarray:
    """Return the numbers of an array as Plotly packs them."""
    from base64 import b64decode

    shape = [int(side) for side in packed["shape"].split(",")]
    return np.frombuffer(b64decode(packed["bdata"]), packed["dtype"]).reshape(shape)


def test_it_opens_with_costs_and_the_same_words_in_both_ways(open_page, teaching):
    page = open_page("onehot")
    assert whole(page) and not page.warning and query(page) == {}
    assert all(size in said(page) for size in ("1.6 GB", "24 MB", "80 kB", "1.2 kB")) and "66.7 times as much" in said(page)
    sparse, dense = maps(page)
    words = [word for word in onehot.USUAL if word in teaching][:10]
    np.testing.assert_array_equal(sparse, np.eye(10))
    expected = [[teaching.similarity(one, other) for other in words] for one in words]
    np.testing.assert_allclose(dense, expected, atol=1e-5)
    assert "1.414" in said(page).replace("\\", "") and len(page.get("download_button")) == 5


def test_the_slider_and_the_link_say_the_same(open_page):
    page = open_page("onehot")
    page.select_slider(key="onehot-vocabulary").set_value(1_000_000_000).run()
    assert (
        query(page) == {"vocabulary": "1000000000"}
        and "4 EB" in said(page)
        and "3,333,333 times" in said(page)
        and "4 GB" in said(page)
    )
    page = open_page("onehot", vocabulary="3000000", size="300")
    assert page.select_slider(key="onehot-vocabulary").value == 3_000_000 and "3.6 GB" in said(page)
    page = open_page("onehot", vocabulary="100")
    assert "measured on an array made here" in said(page) and "3 times less than dense" in said(page)


def test_own_words_are_compared(open_page, teaching):
    page = open_page("onehot", words="king, prince, walked")
    assert whole(page) and maps(page)[1].shape == (3, 3)
    assert maps(page)[1][0, 1] == pytest.approx(teaching.similarity("king", "prince"), abs=1e-5)


@pytest.mark.parametrize("chip", range(len(onehot.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("onehot")
    button(page, f"onehot-chip-{chip}").click().run()
    assert whole(page) and onehot.CHIPS[chip].look_for in said(page)


WRONG = [
    (dict(vocabulary="1e12"), "default stands in"),
    (dict(vocabulary="0", size="-3"), "default stands in"),
    (dict(words="king"), "from 2 to 30 words"),
    (dict(words="king xyzzyq"), "do not know"),
    (dict(words="x" * 3000), "longer than"),
    (dict(vectors="nope"), "no set of vectors"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG, ids=lambda value: str(value)[:40])
def test_what_cannot_be_shown_is_one_sentence(open_page, wrong, sentence):
    page = open_page("onehot", **wrong)
    assert whole(page) and sentence in said(page).replace("\\", "")


def test_without_any_vectors_the_costs_stand_alone(open_page, monkeypatch, tmp_path):
    from playground.vectors.sources import VECTOR_SOURCES

    monkeypatch.setattr(folder, "EXAMPLES", tmp_path)
    for name in list(VECTOR_SOURCES):
        monkeypatch.delitem(VECTOR_SOURCES, name)
    page = open_page("onehot")
    assert whole(page) and len(page.get("plotly_chart")) == 1 and "No word vectors" in said(page)
