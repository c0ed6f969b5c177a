"""The page “What mattered”: what it sends to the pointer, and what it does with what comes from outside."""

import json
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.figures.shading import DECADES, shades
from playground.gradients.connectivity import LOGITS, MEASURES, Looking, connectivity
from playground.language.checkpoint import weights_bytes
from playground.language.experiment import Experiment
from playground.language.training import begin, train
from playground.runs.folder import examples, load_run
from playground.runs.record import History
from playground.text.dataset import prepare
from playground.text.gaps import cat_sentence
from playground.ui import connectivity as page_parts
from playground.ui import reading
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

BUNDLED = Path(__file__).parents[2] / "playground/examples"  # whatever other tests put in their place


def sent(page) -> dict:
    """Return what the pointer was given."""
    (found,) = [item for item in page.get("bidi_component") if "connectivity" in item.proto.component_name]
    return json.loads(found.proto.json)


def box(page):
    return next(area for area in page.text_area if area.key == "connectivity-text")


def slider(page):
    return next((found for found in page.slider if found.key == "connectivity-gap"), None)


@pytest.fixture
def word_run(site, visitor, saved_run, corpus):
    """A run on words, as this visitor's own."""
    words = prepare(corpus, "word", 40, 0.1)
    tiny = dict(tokenizer="word", hidden_size=8, embedding_size=4, batch_size=4, sequence_length=8, budget=3)
    state = begin(Experiment().with_(**tiny), words)
    history = History.from_records(list(train(state)))
    mine = replace(saved_run[0], id="a-run-on-words", name="My words", visitor=visitor[1], experiment=state.experiment)
    site.store.add(replace(mine, vocabulary_size=len(words.vocabulary)))
    parts = {"weights": weights_bytes(state), "vocabulary": json.dumps(words.vocabulary.to_json()).encode()}
    site.store.save(mine.id, history.records, parts)
    yield mine
    site.store.delete(mine.id, visitor[1])


def test_it_opens_with_a_text_pointed_at_its_end(open_page, with_examples):
    page = open_page("connectivity")
    data = sent(page)
    assert whole(page) and not page.warning
    assert data["text"] == reading.DOG and data["position"] == len(reading.DOG) and len(data["runs"]) == 1
    assert query(page) == {}


@pytest.mark.parametrize("scale", ["share", "log"])
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("logit", LOGITS)
def test_what_is_sent_is_what_the_engine_finds(open_page, with_examples, logit, measure, scale):
    page = open_page("connectivity", text="Why do zebras?", logit=logit, measure=measure, scale=scale)
    saved = load_run(examples()["example-gru"])
    found = connectivity(saved.model, saved.vocabulary, "Why do zebras?", Looking(logit=logit, measure=measure))
    (run,) = sent(page)["runs"]
    assert b64decode(run["shades"]) == shades(found.shares(), scale)
    assert run["followed"] == list(found.followed) and run["tokens"] == list(found.tokens)
    np.testing.assert_allclose(run["most"], found.shares().max(axis=1), rtol=1e-3)
    for drawn, candidates in zip(run["top"], found.top, strict=True):
        assert [token for token, _ in drawn] == [candidate.token for candidate in candidates]
        np.testing.assert_allclose([chance for _, chance in drawn], [one.probability for one in candidates], rtol=1e-3)


def test_a_link_shows_what_its_sender_saw(open_page, with_examples):
    link = dict(text="A fox. ", position="3", scale="log", measure="gradient-input", runs="example-gru", map="example-gru")
    page = open_page("connectivity", **link)
    assert whole(page) and query(page) == link
    assert box(page).value == "A fox. " and sent(page)["position"] == 3 and sent(page)["scale"] == "log"


def test_a_position_behind_the_end_is_the_end(open_page, with_examples):
    assert sent(open_page("connectivity", text="fox", position="2999"))["position"] == 3


def test_nonsense_in_the_url_is_named_and_the_rest_is_used(open_page, with_examples):
    page = open_page("connectivity", text="x" * 3001, position="-5", logit="banana", scale="7", map="nope", runs=",,nope,")
    assert whole(page) and said(page).count("The default stands in for now") == 4
    assert "There is no such run" in said(page).replace("\\", "") and "Choose at least one run" in said(page)


def test_without_any_run_the_page_says_what_to_do(open_page):
    page = open_page("connectivity")
    assert whole(page) and not page.warning and page_parts.NO_RUN in said(page)
    assert not page.get("plotly_chart") and any("train" in str(link.proto) for link in page.get("page_link"))


def test_another_visitors_run_is_refused(open_page, with_examples, own_run):
    mine = open_page("connectivity", runs=own_run.id)
    assert [run["name"] for run in sent(mine)["runs"]] == [f"Yours: {own_run.name}"]
    theirs = open_page("connectivity", token="0" * 32, runs=f"{own_run.id},example-gru")
    assert whole(theirs) and "There is no such run" in said(theirs).replace("\\", "")
    assert own_run.name not in json.dumps(sent(theirs)) and len(sent(theirs)["runs"]) == 1


def test_two_runs_of_one_cell_are_told_apart(open_page, with_examples, own_run):
    runs = sent(open_page("connectivity", runs=f"{own_run.id},example-gru"))["runs"]
    assert len({run["short"] for run in runs}) == 2


def test_a_run_on_words_stands_beside_one_on_characters(open_page, with_examples, word_run):
    data = sent(open_page("connectivity", runs=f"example-gru,{word_run.id}", text="The lazy dog. Pack it"))
    letters, words = data["runs"]
    assert letters["places"] is None and len(letters["tokens"]) == 21
    assert words["places"] == [[0, 3], [4, 8], [9, 12], [12, 13], [13, 14], [14, 18], [19, 21]]
    assert words["tokens"][:5] == ["the", "lazy", "dog", ".", "<eos>"] and "does not know “it”" in words["note"]


@pytest.mark.parametrize(("text", "reason"), [("", "nothing to read"), ("x" * 3001, "3,001"), ("好" * 1000, "link")])
def test_a_text_that_cannot_be_read_is_refused_beside_the_box_and_stays_in_it(open_page, with_examples, text, reason):
    page = open_page("connectivity", text="A fox")
    box(page).set_value(text).run()
    assert whole(page) and reason in said(page).replace("\\", "") and box(page).value == text
    assert sent(page)["text"] == "A fox" and query(page)["text"] == "A fox"
    box(page).set_value("Two foxes").run()
    assert not page.warning and sent(page)["text"] == "Two foxes" and query(page) == {"text": "Two foxes"}


def test_a_text_too_long_for_a_run_is_said_beside_the_run(open_page, with_examples, word_run):
    text = "The lazy dog. " * 40
    page = open_page("connectivity", runs=f"example-gru,{word_run.id}", text=text)
    letters, words = sent(page)["runs"]
    assert "560 tokens: use up to 500" in letters["note"] and "shades" not in letters and words["shades"]
    assert whole(page) and len(page.get("plotly_chart")) == 1


def test_a_text_that_no_run_can_read_is_said_below_the_box_too(open_page, with_examples):
    page = open_page("connectivity", text="x" * 501)
    assert "501 tokens" in said(page) and not page.get("plotly_chart") and box(page).value == "x" * 501


def test_a_chip_sets_the_text_and_says_what_to_look_for_wherever_one_points(open_page, with_examples, own_run):
    page = open_page("connectivity", runs=own_run.id)
    button(page, "connectivity-chip-1").click().run()
    data = sent(page)
    assert data["text"][: data["position"]].endswith("the cat, ") and query(page)["runs"] == own_run.id
    assert "The dog was, not the cat" in said(page)
    box(page).set_value("Something else").run()
    assert "The dog was, not the cat" not in said(page)


def test_the_gap_grows_with_the_slider(open_page, with_examples):
    page = open_page("connectivity")
    assert slider(page) is None
    button(page, "connectivity-chip-3").click().run()
    slider(page).set_value(25).run()
    data = sent(page)
    assert data["text"] == cat_sentence(25) == box(page).value and data["text"][data["position"] :] == "was full"
    assert "Move the slider" in said(page) and "nothing to read" not in said(page)


def test_the_map_is_of_the_chosen_run(open_page, with_examples, own_run):
    page = open_page("connectivity", runs=f"example-gru,{own_run.id}", map=own_run.id)
    (chart,) = page.get("plotly_chart")
    assert f"Yours: {own_run.name}" in str(chart.proto)
    assert len(page.get("download_button")) == 2


def test_only_a_position_in_the_text_can_be_pinned(monkeypatch):
    from playground.ui.components import pointing

    pinned = []
    for value in (None, "x", {}, {"read": "3"}, {"read": True}, {"read": -1}, {"read": 4}, {"read": 2.0}, {"read": 3}):
        monkeypatch.setattr(pointing.st, "session_state", {"key": {"pinned": value}})
        monkeypatch.setattr(pointing, "mount", lambda **options: options["on_pinned_change"]())
        pointing.pointing_panel("key", {"text": "fox"}, 3, pinned.append)
    assert pinned == [3]


def test_the_menus_offer_what_the_engine_can_do():
    assert list(reading.LOGIT_NAMES) == list(LOGITS) and list(reading.MEASURE_NAMES) == list(MEASURES)


def strength(cell: str, text: str, position: int, word: str) -> float:
    """Return how strongly a bundled run's letters of a word are shaded at a position, on the log scale, 0 to 1."""
    saved = load_run(BUNDLED / cell)
    row = connectivity(saved.model, saved.vocabulary, text).shares()[position - 1]
    start = text.index(word)
    return max(0.0, 1 + np.log10(row[start : start + len(word)].max() / row.max()) / DECADES)


@pytest.mark.parametrize(("chip", "word"), [(1, "dog"), (2, "Italy"), (3, "cat")])
def test_what_the_chips_promise_is_so(chip, word):
    changes = page_parts.TRIALS[chip].changes
    seen = {cell: strength(cell, changes["text"], changes["position"], word) for cell in ("rnn", "gru", "lstm")}
    assert seen["lstm"] > 0.05 and seen["rnn"] == seen["gru"] == 0


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_to_finish_a_word_they_look_at_its_letters(cell):
    saved = load_run(BUNDLED / cell)
    found = connectivity(saved.model, saved.vocabulary, page_parts.STATES)
    assert found.followed[-1] == "t" and found.shares()[-1][-3:].sum() > 0.7


def test_letters_that_run_from_right_to_left_leave_a_sentence_in_order(open_page, with_examples):
    (run,) = sent(open_page("connectivity", text="fox \u05e9\u05dc"))["runs"]
    assert run["note"].startswith("It does not know “\u2068\u05e9\u2069”, “\u2068\u05dc\u2069”: it reads")
