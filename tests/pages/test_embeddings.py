"""The page on what a word model starts from: an answer at once, the words found, and what moved."""

from dataclasses import replace

import pytest

from playground.figures.cards.starts import NATS, SIZES
from playground.jobs.answers import bundled_answer
from playground.jobs.live_study import StudyView
from playground.language.experiment import Experiment
from playground.runs import folder
from playground.runs.start_study import StartStudySettings, bands_of, maps_of, starts_of, text_of
from playground.text.corpora import load_corpus
from playground.text.dataset import prepare
from playground.ui.boot import services
from playground.ui.settingstable import settings_table
from playground.ui.startsettings import CHIPS
from playground.vectors.sources import load_vectors
from playground.vectors.vectorset import Place
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

FOLDER = folder.EXAMPLES  # the real one; page tests have an empty one
EVENTS = bundled_answer("starts", StartStudySettings().flat())


@pytest.fixture(autouse=True)
def with_vectors(site, monkeypatch):
    """Bring the sets of vectors that come with the app."""
    monkeypatch.setattr(folder, "EXAMPLES", FOLDER)


def test_the_page_opens_with_losses_maps_and_neighbours(open_page):
    page = open_page("embeddings")
    assert whole(page) and len(page.get("plotly_chart")) == 3 and query(page) == {}
    found = maps_of(EVENTS)["fine-tuned"]
    place = found.words.index("two")
    assert ", ".join(found.near_after[place]) in said(page) and ", ".join(found.near_before[place]) in said(page)


def test_what_ships_is_what_the_card_draws_and_what_the_chips_say():
    bands = bands_of(starts_of(EVENTS))
    assert {name: [one.size for one in found] for name, found in bands.items()} == dict.fromkeys(NATS, list(SIZES))
    for name, found in bands.items():
        assert [one.nats for one in found] == pytest.approx(NATS[name], abs=0.001)
    first, last = ({name: found[place].nats for name, found in bands.items()} for place in (0, -1))
    assert first["fine-tuned"] < first["frozen"] < first["random"] < first["one-hot"]
    assert last["fine-tuned"] < last["random"] < last["frozen"] < last["one-hot"]
    random, vectors = maps_of(EVENTS)["random"], maps_of(EVENTS)["fine-tuned"]
    numbers = {"one", "three", "four", "five", "six", "several"}
    two, will = random.words.index("two"), vectors.words.index("will")
    assert random.turned[two] > 0.95 and not numbers & {*random.near_before[two], *random.near_after[two]}
    assert {"would", "might", "cannot"} <= {*vectors.near_before[will]} and vectors.turned[will] > 0.95


@pytest.mark.parametrize("number", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, number):
    page = open_page("embeddings")
    button(page, f"embeddings-chip-{number}").click().run()
    assert whole(page) and CHIPS[number].look_for in said(page)


def test_the_words_found_are_those_of_the_study(open_page):
    text = text_of(EVENTS)
    assert f"{text.found:,} of {text.vocabulary:,}" in said(open_page("embeddings"))
    assert "flatters them" in said(open_page("embeddings", corpus="wikipedia"))


def test_train_says_how_many_words_start_from_a_vector(open_page, site):
    tokens = prepare(load_corpus("lee", site.settings.home), "word", 500, 0.1).vocabulary.tokens
    words = set(load_vectors("teaching", Place(site.settings)).vectors.index_to_key)
    found = sum(token in words for token in tokens)
    asked = dict(corpus="lee", tokenizer="word", vocabulary_size="500", embedding="frozen", vectors="teaching")
    told = said(open_page("train", **asked))
    assert f"{found} of its 500 words ({found / 5:.0f} %) have a vector" in told.replace("\u202f", " ") and 100 < found < 200
    assert f"the other {500 - found} start from random ones" in told


def test_other_settings_are_compared_on_demand_and_a_run_is_one_click_away(open_page):
    page = open_page("embeddings", corpus="dinosaurs", vectors="teaching")
    assert whole(page) and not page.get("plotly_chart") and button(page, "starts-start")
    asked = dict(part.split("=") for part in page.get("page_link")[-1].proto.query_string.split("&"))
    assert Experiment().with_(**asked).model.wants_vectors and asked["vectors"] == "teaching" and asked["tokenizer"] == "word"


@pytest.mark.parametrize("count", [1, 5, 14])
def test_what_is_told_so_far_is_drawn_as_it_comes(open_page, monkeypatch, count):
    told = [event for event in EVENTS if "digest" not in event][:count]
    view = StudyView("running", began=0.0, progress=0.4, events=tuple(told))
    monkeypatch.setattr(services().pool, "study", lambda job: view)
    page = open_page("embeddings")
    assert whole(page) and len(page.get("echarts_chart")) == 1 and not page.get("plotly_chart")


@pytest.mark.parametrize(
    "nonsense", [dict(corpus="nope"), dict(vectors="nope"), dict(sizes="many"), dict(word="xyzzy"), dict(unit="m")]
)
def test_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("embeddings", **nonsense)
    assert whole(page) and page.warning and len(page.get("plotly_chart")) == 3


def test_a_run_says_how_many_words_it_found(own_run):
    found = {**own_run.versions, "vectors": "mine: 3 of 9 words found"}
    assert "3 of 9 words found" in settings_table(replace(own_run, versions=found)).replace("\\", "")
    assert "words found" not in settings_table(own_run)
