"""The page “Write”: what it sends to be shaded is what the engine writes, in all three ways."""

import json
import math

import numpy as np
import pytest

from playground.figures.surprise import shade
from playground.language.beam import BeamSettings, beam_search
from playground.language.generation import Sampling
from playground.language.predictors import NetworkPredictor
from playground.language.writing import follow, write
from playground.runs import folder
from playground.runs.folder import load_run, writers
from playground.ui import write as page_parts
from playground.ui.drafts import Draft, Strand
from playground.ui.writesettings import PAGE, WriteSettings, parse_temperatures
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query


def sent(page) -> dict:
    """Return what the component was given."""
    (found,) = [item for item in page.get("bidi_component") if "shaded" in item.proto.component_name]
    return json.loads(found.proto.json)


def widget(page, name):
    """Return the control of a setting."""
    found = [*page.number_input, *page.text_input, *page.toggle, *page.selectbox]
    return next(element for element in found if element.key == PAGE.key(name))


@pytest.fixture
def predictor(with_examples):
    saved = load_run(folder.examples()["example-gru"])
    return NetworkPredictor(saved.model, saved.vocabulary)


def equal(text: dict, written: list) -> None:
    """Check every token of a text that was sent against what the engine tells."""
    assert [token[1:3] for token in text["tokens"]] == [[one.text, one.token] for one in written]
    for column, values in (
        (3, [shade(-one.log_probability / math.log(2)) for one in written]),
        (4, [math.exp(one.log_probability) for one in written]),
        (5, [one.drawn for one in written]),
    ):
        np.testing.assert_allclose([token[column] for token in text["tokens"]], values, rtol=1e-3)
    for token, one in zip(text["tokens"], written, strict=True):
        assert [name for name, _ in token[6]] == [candidate.token for candidate in one.candidates]


def test_it_opens_with_a_text_and_the_same_seed_writes_the_same(open_page, predictor):
    page = open_page("write")
    (text,) = sent(page)["texts"]
    equal(text, list(write(predictor, "", Sampling(400))))
    assert whole(page) and text["done"] and sent(page)["streams"] and query(page) == {"run": "example-gru"}
    assert sent(open_page("write"))["texts"] == sent(page)["texts"]
    button(page, "write-again").click().run()
    assert query(page)["seed"] == "1" and sent(page)["texts"][0]["tokens"] != text["tokens"]


def test_every_setting_counts(open_page, predictor):
    link = dict(prime="The quick", length="50", temperature="1.4", top_k="4", top_p="0.9", seed="7", stop="yes")
    page = open_page("write", **link)
    sampling = Sampling(50, 1.4, 4, 0.9, True, 7)
    (text,) = sent(page)["texts"]
    equal(text, list(write(predictor, "The quick", sampling)))
    assert text["prime"] == "The quick" and query(page) == link | {"run": "example-gru"}


def test_four_temperatures_stand_side_by_side(open_page, predictor):
    page = open_page("write", how="temperatures", length="60", temperatures="0,0.5,1,2")
    texts = sent(page)["texts"]
    for text, level in zip(texts, (0.0, 0.5, 1.0, 2.0), strict=True):
        equal(text, list(write(predictor, "", Sampling(60, level))))
    assert [text["title"] for text in texts] == ["Temperature 0", "Temperature 0.5", "Temperature 1", "Temperature 2"]
    assert len({text["key"] for text in texts}) == 4 and len(page.get("plotly_chart")) == 1


def test_a_search_shows_the_best_texts_greedy_and_the_tree(open_page, predictor):
    page = open_page("write", how="search", width="3", reach="12", prime="The ", length_penalty="0.5")
    texts = sent(page)["texts"]
    tree = beam_search(predictor, predictor.primed("The "), BeamSettings(12, 3, 0.5))
    for text, found in zip(texts[:3], tree.found, strict=True):
        equal(text, list(follow(predictor, "The ", tree.path(found.node))))
        assert text["facts"] == f"log-probability −{-found.log_probability:.2f} nats, score −{-found.score:.2f}, 12 tokens"
    greedy = list(write(predictor, "The ", Sampling(12, temperature=0.0)))
    assert [token[2] for token in texts[3]["tokens"]] == [one.token for one in greedy] and "Greedy" in texts[3]["title"]
    assert whole(page) and len(page.get("plotly_chart")) == 1 and len(page.get("download_button")) == 2


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("temperatures", "0.5,warm", "numbers from 0 to 5"),
        ("temperatures", "1,1,1,1,1", "up to 4"),
        ("length", 5000, "from 1 to 2,000"),
        ("prime", "x" * 501, "501 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_the_control(open_page, with_examples, name, value, reason):
    page = open_page("write", how="temperatures" if name == "temperatures" else "draw", length="20")
    before = sent(page)["texts"]
    widget(page, name).set_value(value).run()
    assert whole(page) and reason in said(page).replace("\\", "") and sent(page)["texts"] == before


@pytest.mark.parametrize("raw", ["", "nan", "inf", "-1", "1,,2", "6"])
def test_only_temperatures_are_temperatures(raw):
    with pytest.raises(ValueError, match="Temperatures cannot be"):
        parse_temperatures(raw)
    assert parse_temperatures("0, 0.5") == [0.0, 0.5] == WriteSettings(how="temperatures", temperatures="0,0.5").levels()


def test_a_chip_sets_the_controls_and_says_what_to_look_for(open_page, with_examples):
    page = open_page("write", prime="The ")
    labels = [element.label for element in page.button if "chip" in str(element.key)]
    assert labels == ["Cold to hot", "Always the likeliest", "Search ahead"]
    button(page, "write-chip-0").click().run()
    assert query(page) == {"run": "example-gru", "how": "temperatures", "length": "250", "prime": "The "}
    assert "pile up" in said(page) and len(sent(page)["texts"]) == 4


def test_a_run_of_ones_own_writes_and_another_visitors_does_not(open_page, with_examples, own_run):
    mine = open_page("write", run=own_run.id, length="30")
    assert whole(mine) and query(mine)["run"] == own_run.id
    theirs = open_page("write", token="0" * 32, run=own_run.id, length="30")
    assert whole(theirs) and "There is no such run" in said(theirs).replace("\\", "")
    assert query(theirs)["run"] == "example-gru"


def test_without_any_run_it_says_what_to_do(open_page):
    page = open_page("write")
    assert whole(page) and page_parts.NO_RUN in said(page) and not page.get("plotly_chart")


def test_a_slow_text_comes_piece_by_piece_and_only_then_is_measured(open_page, with_examples, monkeypatch):
    monkeypatch.setattr(page_parts, "FIRST", 0.0)
    monkeypatch.setattr(page_parts, "SLICE", 0.0)
    page = open_page("write", length="5")
    counts = [len(sent(page)["texts"][0]["tokens"])]
    while not sent(page)["texts"][0]["done"]:
        assert not page.get("plotly_chart") and "writing" in sent(page)["texts"][0]["facts"]
        page.run()
        counts.append(len(sent(page)["texts"][0]["tokens"]))
    assert counts == sorted(counts) and counts[0] < 5 == counts[-1] and len(page.get("plotly_chart")) == 1


def test_texts_side_by_side_grow_in_turn_and_end_each_at_its_own_end():
    draft = Draft("key", (Strand("short", iter("ab")), Strand("long", iter("abcd"))))
    lengths = []
    while not draft.done:
        draft.advance(0.0)
        lengths.append([len(strand.written) for strand in draft.strands])
    assert lengths == [[1, 1], [2, 2], [2, 3], [2, 4], [2, 4]]


@pytest.mark.parametrize(("name", "folder"), writers().items(), ids=list(writers()))
def test_the_bundled_writers_write_what_they_read(name, folder):
    saved = load_run(folder)
    text = "".join(one.text for one in write(NetworkPredictor(saved.model, saved.vocabulary), "", Sampling(600, temperature=0.6)))
    assert saved.run.validation_loss < 2.2 and EXPECTED[name](text), text


EXPECTED = {
    "example-names": lambda text: sum("saur" in line or "don" in line for line in text.split()) > 10,
    "example-news": lambda text: text.count(" the ") >= 5,
    "example-python": lambda text: "\n    " in text and "self" in text,
}
