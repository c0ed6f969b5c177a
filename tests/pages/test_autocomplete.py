"""The arena: with and without bundled runs, what its box is told, what its chips promise, and how it measures."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from playground.language.completion import Completion, completer
from playground.language.experiment import Experiment
from playground.language.keystrokes import LONGEST_TEXT, begin_typing, typing_accuracy, typing_tasks
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams
from playground.runs import folder
from playground.runs.accuracies import WORDS, held_out, load_measures
from playground.runs.record import new_run
from playground.settings import settings
from playground.text.corpora import load_corpus
from playground.text.dataset import prepare
from playground.ui import accuracy, examples
from playground.ui.arena import CHIPS
from playground.ui.contest import ARENA, short_names
from playground.ui.typingbox import ROOM, Said, insertion, read
from playground.ui.words import share_text
from tests.pages.conftest import said, whole

REAL = Path(__file__).parents[2] / "playground/examples"
USUAL = ["5-gram", "RNN (tanh) 128", "GRU 128", "LSTM 128"]
RUNS = 60  # of a page, while something goes on behind it


@pytest.fixture(scope="module")
def text(site):
    """The encyclopedia in this site's home, taken from the machine's own where it is there: cleaning it takes 20 seconds."""
    kept = Path.home() / ".unrolled/texts"
    if kept.is_dir():
        shutil.copytree(kept, settings().home / "texts", dirs_exist_ok=True)
    return prepare(load_corpus("wikipedia", settings().home), "character", 10_000, 0.1)


@pytest.fixture
def bundled(text, monkeypatch):
    """Bundle the runs that ship."""
    monkeypatch.setattr(folder, "EXAMPLES", REAL)
    examples.bundled.clear()
    accuracy.shipped.clear()
    yield examples.bundled()
    examples.bundled.clear()
    accuracy.shipped.clear()


@pytest.fixture(scope="module")
def models(text):
    """Every model of the arena as the engine makes it, by its title; n-grams of three orders."""
    saved = {cell: folder.load_run(REAL / cell) for cell in ("rnn", "gru", "lstm")}
    networks = {
        title: NetworkPredictor(saved[cell].model, saved[cell].vocabulary) for title, cell in zip(USUAL[1:], saved, strict=True)
    }
    return {f"{order}-gram": completer(count_ngrams(text, NGramSettings(order))) for order in (3, 5, 8)} | {
        title: completer(predictor) for title, predictor in networks.items()
    }


@pytest.fixture(scope="module")
def accuracies(text, models):
    """How well a model that counts and one that learned complete held-out words, by title."""
    return {title: list(typing_accuracy(models[title], held_out(text), WORDS))[-1] for title in ("5-gram", "GRU 128")}


def proposals(models, title, typed, count=ROOM):
    return begin_typing(models[title]).to(typed).completions(count)


def box(app):
    """Return what the component is told."""
    proto = next(element.proto for element in app.get("bidi_component") if element.proto.component_name == "unrolled_arena")
    return json.loads(proto.json)


def until(app, condition):
    """Run a page again until something has happened behind it."""
    for _ in range(RUNS):
        if condition(app):
            return app
        app.run()
    raise AssertionError("this did not happen")


def counted(app):
    return until(app, lambda page: len(box(page)["models"]) > 0 and box(page)["models"][0]["about"])


def test_the_lists_are_those_of_the_engine(open_page, bundled, models):
    page = counted(open_page("autocomplete"))
    assert whole(page) and not page.warning
    told = box(page)
    assert [model["title"] for model in told["models"]] == USUAL and told["text"] == "The Soviet U"
    for model in told["models"]:
        found = proposals(models, model["title"], "The Soviet U")
        assert [item["word"] for item in model["items"]] == [one.text for one in found]
        assert [item["chance"] for item in model["items"]] == [share_text(one.probability) for one in found]
        assert [item["begun"] + item["insert"] for item in model["items"]] == [one.text for one in found]


def test_the_file_of_completions_is_of_what_is_typed_by_then(open_page, bundled, models, monkeypatch):
    files = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, data, **options: files.setdefault(label, data))
    page = counted(open_page("autocomplete"))
    page.query_params["text"] = "The Presid"
    page.run()
    first = proposals(models, USUAL[0], "The Presid")[0]
    assert f"{USUAL[0]},The Presid,{first.text},{first.probability:.6g}" in files["Completions (CSV)"]()


def test_the_page_opens_with_the_accuracy_that_ships(open_page, bundled):
    page = counted(open_page("autocomplete"))
    known = load_measures(REAL)
    for found in (known.ngrams[5], *(known.networks[cell] for cell in ("rnn", "gru", "lstm"))):
        assert f"<dd>{share_text(found.saved[0])}</dd>" in said(page)
    assert "python -m playground examples" in said(page) and not [one for one in page.button if "Measure" in one.label]


def test_what_ships_is_what_is_measured_today(accuracies):
    known = load_measures(REAL)
    for title, shipped in {"5-gram": known.ngrams[5], "GRU 128": known.networks["gru"]}.items():
        found = accuracies[title]
        assert found.asked == shipped.asked and found.saved == pytest.approx(shipped.saved, abs=0.01)
        for row, other in zip(found.right, shipped.right, strict=True):
            assert row == pytest.approx(other, abs=2)  # two equal probabilities may change places on another machine


def test_measuring_goes_on_with_each_run_and_ends_with_the_engines_numbers(open_page, bundled, accuracies, monkeypatch):
    monkeypatch.setattr(accuracy, "load_measures", lambda place: accuracy.Measures())
    accuracy.shipped.clear()
    page = counted(open_page("autocomplete", runs="example-gru"))
    next(one for one in page.button if one.label == "Measure").click().run()
    until(page, lambda page: accuracy.MEASURING not in page.session_state)
    for found in accuracies.values():
        assert f"<dd>{share_text(found.saved[0])}</dd>" in said(page)
    assert whole(page) and "playground examples" not in said(page)


def test_a_short_text_has_fewer_words_to_ask_for(open_page, bundled):
    page = counted(open_page("autocomplete", runs="example-names"))
    names = prepare(load_corpus("dinosaurs", settings().home), "character", 10_000, 0.1)
    asked = len(typing_tasks(held_out(names), WORDS))
    assert asked < 100 and f"{asked} words from the part of “Dinosaur names”" in said(page) and "300 words" not in said(page)


def test_measuring_can_be_stopped(open_page, bundled, monkeypatch):
    monkeypatch.setattr(accuracy, "load_measures", lambda place: accuracy.Measures())
    monkeypatch.setattr(accuracy, "SLICE", 0.0)
    accuracy.shipped.clear()
    page = counted(open_page("autocomplete"))
    next(one for one in page.button if one.label == "Measure").click().run()
    next(one for one in page.button if one.label == "Stop").click().run()
    assert whole(page) and [one for one in page.button if one.label == "Measure"]


def test_without_a_network_the_n_gram_is_there_alone(open_page, text):
    page = counted(open_page("autocomplete"))
    assert whole(page) and [model["title"] for model in box(page)["models"]] == ["5-gram"]
    assert "choose a network in the sidebar, or train one" in said(page)


def test_the_url_says_it_all(open_page, bundled):
    page = open_page("autocomplete", text="In the ", runs="example-lstm", order="3", best="2")
    told = box(counted(page))
    assert [model["title"] for model in told["models"]] == ["3-gram", "LSTM 128"]
    assert told["text"] == told["before"] == "In the ", "the space at the end asks for the next word"
    sent = {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}
    assert sent == {"text": "In the ", "runs": "example-lstm", "order": "3", "best": "2"}


@pytest.mark.parametrize(
    ("parameter", "value", "sentence"),
    [
        ("order", "99", "Order of the n-gram cannot be 99"),
        ("order", "many", "Order of the n-gram cannot be “many”"),
        ("best", "7", "Found among cannot be “7”: choose one of"),
        ("runs", "nobody", "There is no such run"),
        ("text", "x" * (LONGEST_TEXT + 1), "This text is too long with 2,001 characters: use at most 2,000"),
    ],
)
def test_nonsense_in_the_url_is_one_sentence(open_page, bundled, parameter, value, sentence):
    page = open_page("autocomplete", **{parameter: value})
    assert whole(page) and len(page.warning) == 1
    assert sentence in page.warning[0].value.replace("\\", "")


def test_a_text_that_changed_since_is_told(open_page, with_examples):
    page = until(open_page("autocomplete"), lambda page: page.warning)
    assert whole(page) and "has changed since this run began" in said(page)


def test_an_order_too_high_for_words_is_lowered_and_told(open_page):
    from streamlit.testing.v1 import AppTest

    def script():
        import streamlit as st

        from playground.ui.contest import ARENA, order_for

        ARENA.put(ARENA.standard.with_(order=8))
        st.write(str([order_for("character"), order_for("word"), order_for("word")]))
        ARENA.say_notes()

    page = AppTest.from_function(script).run()
    assert page.markdown[0].value == "[8, 5, 5]" and len(page.warning) == 1
    assert "For now it is 5" in page.warning[0].value


GOOD = {"number": 3, "seq": 2, "text": "The c", "before": "The", "settled": False, "version": 4}


def test_networks_alike_are_told_apart_by_their_texts():
    made = new_run(Experiment(), "visitor", "Wikipedia")
    runs = {"one": made, "two": replace(made, text_title="News"), "three": replace(made, text_title="News")}
    assert short_names({"one": made}) == {"one": "GRU 256"}
    assert short_names(runs) == {"one": "GRU 256 · Wikipedia", "two": "GRU 256 · News (2)", "three": "GRU 256 · News"}


def test_what_the_box_says_is_taken():
    assert read(GOOD) == Said(3, 2, "The c", "The", 4, False)


@pytest.mark.parametrize(
    "changes",
    [{"text": 5}, {"text": "x" * 2001}, {"before": "cat"}, {"seq": "2"}, {"settled": None}, {"number": [1]}, {"version": None}],
    ids=str,
)
def test_what_no_box_would_say_is_not(changes):
    assert read({**GOOD, **changes}) is None
    assert read(None) is None and read([GOOD]) is None


@pytest.mark.parametrize(
    ("version", "asked", "text", "given"),
    [(4, "old", "old and new", 4), (4, "a chip", "a chip", 5), (3, "old", "old", 4)],
    ids=["typed", "a chip was clicked since", "from before another text was given"],
)
def test_what_was_typed_never_undoes_a_chip_clicked_since(version, asked, text, given):
    from streamlit.testing.v1 import AppTest

    def script(version, asked):
        import streamlit as st

        from playground.ui.contest import ARENA
        from playground.ui.typingbox import SAID, WIDGET, Said, listen, said

        st.session_state[SAID], message = Said(7, 2, "old", "old", 4), {"text": "old and new", "before": "old", "seq": 3}
        ARENA.put(ARENA.standard.with_(text=asked))
        st.session_state[WIDGET] = {"typed": {**message, "number": 8, "settled": True, "version": version}}
        listen()
        now = said()
        st.json([ARENA.value().text, now.text, now.number, now.version])

    page = AppTest.from_function(script, args=(version, asked)).run()
    assert not page.exception and json.loads(page.json[0].value) == [text, text, 8, given]


@pytest.mark.parametrize(
    ("word", "before", "tokenizer", "written"),
    [
        (Completion("cat", "cat", 0.1), "The ", "character", "cat"),
        (Completion("cat", "t", 0.1), "The ca", "word", "t"),
        (Completion("cat", "cat", 0.1), "Well,", "word", " cat"),
        (Completion("cat", "cat", 0.1), "Well,", "character", "cat"),
    ],
)
def test_what_taking_a_word_writes(word, before, tokenizer, written):
    assert insertion(word, before, tokenizer) == written


def chip(label):
    return ARENA.standard.with_(**next(one.changes for one in CHIPS if one.label == label))


def test_the_chips_keep_what_they_promise(models):
    first = lambda title, settings: proposals(models, title, settings.text)[0]  # noqa: E731
    soviet, further, less, years, open_end = (chip(one.label) for one in CHIPS)
    assert [first(title, soviet).text for title in ("5-gram", "GRU 128", "LSTM 128")] == ["United", "Union", "Union"]
    assert first("8-gram", further).text == "Union" and further.order == 8
    assert first("8-gram", further).probability > max(first(title, further).probability for title in USUAL[1:])
    assert {first(title, less).text for title in USUAL[1:]} == {"same"} and less.order == 3
    assert first("3-gram", less).probability < 0.2 < min(first(title, less).probability for title in USUAL[1:])
    found = [one for title in USUAL for one in proposals(models, title, years.text)]
    assert sum(one.text[:4].isdigit() and len(one.text) >= 4 for one in found) >= 0.75 * len(found)
    assert max(one.probability for one in found) < 0.06
    assert max(first(title, open_end).probability for title in USUAL) < 0.06
