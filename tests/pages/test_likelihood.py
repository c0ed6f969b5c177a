"""The page “How likely is this sentence?”: its numbers are the engine's, and the chain multiplies to the whole."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from playground.figures.surprise import shade
from playground.language.predictors import NetworkPredictor
from playground.language.scoring import SentenceScore, TokenScore, read_pairs, score, score_pairs
from playground.runs import folder
from playground.runs.folder import load_run
from playground.text.vocabulary import Vocabulary
from playground.ui import asked, likelihood
from playground.ui.chain import MOST, chain_html, power
from playground.ui.textbox import STILL
from playground.ui.words import minus
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

BUNDLED = Path(__file__).parents[2] / "playground/examples"  # whatever other tests put in their place
LINES = ["The lazy dog.", "The dog lazy."]


def sent(page) -> dict:
    """Return what the component was given."""
    (found,) = [item for item in page.get("bidi_component") if "shaded" in item.proto.component_name]
    return json.loads(found.proto.json)


def box(page, name="sentences"):
    return next(area for area in page.text_area if area.key == f"likelihood-{name}")


@pytest.fixture
def predictor(with_examples):
    saved = load_run(folder.examples()["example-gru"])
    return NetworkPredictor(saved.model, saved.vocabulary)


@pytest.fixture
def ask(open_page):
    """Open the page with some sentences, without an n-gram: its text is not at hand here."""
    return lambda *lines, **query: open_page("likelihood", sentences="\n".join(lines), order="0", **query)


def test_every_number_of_the_table_is_the_engines(ask, predictor):
    page = ask(*LINES)
    best = max(score(predictor, LINES), key=lambda one: one.log_probability)
    text = said(page)
    for one in score(predictor, LINES):
        assert minus(f"{one.log_probability:.2f}") in text and f"{one.bits_per_token:.3f} bits/char" in text
        assert f"perplexity {one.perplexity:,.2f}" in text
        assert (f"<strong>{minus(f'{one.log_probability:.2f}')}</strong>" in text) == (one.text == best.text)
    assert whole(page) and query(page) == {"sentences": "\n".join(LINES), "order": "0"}


def test_every_token_is_shaded_by_its_surprise_with_the_likeliest_five(ask, predictor):
    page = ask(*LINES)
    for text, one in zip(sent(page)["texts"], score(predictor, LINES, 5), strict=True):
        assert "".join(token[0] + token[1] for token in text["tokens"]) == one.text == text["title"]
        np.testing.assert_allclose([token[3] for token in text["tokens"]], [shade(token.bits) for token in one.tokens], rtol=1e-3)
        for token, expected in zip(text["tokens"], one.tokens, strict=True):
            assert [name for name, _ in token[6]] == [candidate.token for candidate in expected.candidates]
            assert token[4] == pytest.approx(math.exp(expected.log_probability), rel=1e-3) and token[5] is None
    assert not sent(page)["streams"] and len(page.get("plotly_chart")) == 1


def test_the_chain_multiplies_to_the_probability_of_the_sentence(ask, predictor):
    page = ask(*LINES, line="2")
    (chain,) = [text for text in said(page).split("\n") if text.startswith('<div class="unrolled-chain')]
    factors = [
        float(number.replace(" × 10⁻", "e-").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")))
        for number in re.findall(r"<b>([^<]*)</b>", chain)
    ]
    (one,) = score(predictor, [LINES[1]])
    assert len(factors) == len(LINES[1]) and math.log(math.prod(factors)) == pytest.approx(one.log_probability, abs=0.05)
    assert "P(T)" in chain and "P(h | T)" in chain and "P(d | …The·)" not in chain and "P(d | The·)" in chain
    assert minus(f"{one.log_probability:.3f} nats") in chain


def test_the_menu_of_sentences_never_keeps_the_words_of_earlier_ones(ask, with_examples):
    page = ask(*LINES)
    box(page).set_value("The vexed ox.\nThe jugs.").run()
    (menu,) = [one for one in page.selectbox if one.label == "Sentence"]
    assert menu.proto.set_value and menu.proto.raw_value == "The vexed ox."  # the browser is told, though it is still the first


def test_a_long_chain_is_cut_and_its_total_is_of_all():
    vocabulary = Vocabulary("character", ("<unk>", "<"))
    text = chain_html(SentenceScore("<" * 100, tuple(TokenScore("<", "<", -10.0) for _ in range(100))), vocabulary)
    assert text.count("<b>4.54 × 10⁻⁵</b>") == MOST and "40 more" in text and "−1000.000 nats" in text and "P(&lt;)" in text


@pytest.mark.parametrize(
    ("nats", "written"),
    [(0.0, "1.00"), (math.log(0.5), "5.00 × 10⁻¹"), (math.log(9.999e-7), "1.00 × 10⁻⁶"), (-2302.585093, "1.00 × 10⁻¹⁰⁰⁰")],
)
def test_however_small_a_probability_is_written(nats, written):
    assert power(nats) == written


def test_pairs_have_an_accuracy_under_each_model(ask, predictor):
    pairs = "The lazy dog. / The lazy dgo.\nquiz a vexed ox\tquiz a xevde ox\nxx / The dog"
    page = ask(*LINES, pairs=pairs)
    found = score_pairs(predictor, read_pairs(pairs))
    text = said(page)
    assert f"<strong>{sum(one.right for one in found) / 3:.0%}</strong>" in text and "right about 3 pairs" in text
    for one in found:
        assert minus(f"{one.good.log_probability - one.bad.log_probability:+.2f}") in text
    assert text.count('aria-label="right"') == sum(one.right for one in found)


@pytest.mark.parametrize(
    ("name", "entered", "reason"),
    [
        ("sentences", " \n ", "no sentence"),
        ("sentences", "a\n" * 9, "9 sentences"),
        ("sentences", "x" * 2001, "2,001 characters"),
        ("pairs", "good / bad\nonly one", "Line 2 is no pair"),
        ("pairs", "a / b\n" * 101, "more than 100 pairs"),
    ],
)
def test_what_cannot_be_read_stays_in_its_box_with_the_reason(ask, with_examples, name, entered, reason):
    page = ask(*LINES)
    before = sent(page)
    box(page, name).set_value(entered).run()
    assert whole(page) and reason in said(page).replace("\\", "") and STILL in said(page)
    assert box(page, name).value == entered and sent(page) == before
    box(page, name).set_value("fine / fien").run()
    assert STILL not in said(page)


def test_what_a_model_does_not_know_is_named(ask, with_examples):
    text = said(ask("The lazy dog €.", "≠ € dog", pairs="the dog / the đog")).replace("\\", "")
    assert text.count("Unknown, and read as <unk>: ") == 2
    assert "<unk>: “€”, “≠” (GRU). All" in text and "<unk>: “đ” (GRU). All" in text
    assert "Unknown" not in said(ask(*LINES, pairs=" "))


def test_no_pairs_is_no_trouble(ask, with_examples):
    page = ask(*LINES, pairs=" ")
    assert whole(page) and "right about 0" not in said(page) and len(page.get("download_button")) == 3


def test_a_chip_compares_two_sentences_and_leaves_the_models(ask, with_examples):
    page = ask(*LINES, pairs="a / b")
    button(page, "likelihood-chip-1").click().run()
    assert [text["title"] for text in sent(page)["texts"]] == ["recognise speech", "wreck a nice beach"]
    assert query(page) == {"sentences": "recognise speech\nwreck a nice beach", "order": "0", "pairs": "a / b"}
    assert "tells a recogniser" in said(page)


def test_another_visitors_run_is_refused(ask, with_examples, own_run):
    mine = ask(*LINES, runs=f"example-gru,{own_run.id}", model=own_run.id)
    assert own_run.name in said(mine).replace("\\", "") and sent(mine)["texts"][0]["key"].startswith(own_run.id)
    theirs = ask(*LINES, token="0" * 32, runs=f"example-gru,{own_run.id}", model=own_run.id)
    assert whole(theirs) and "There is no such run" in said(theirs).replace("\\", "")
    assert sent(theirs)["texts"][0]["key"].startswith("example-gru")


def test_an_ngram_stands_beside_the_networks_or_it_is_said_why_not(open_page, with_examples, dataset, monkeypatch):
    from playground.language.predictors import NGramSettings, count_ngrams

    missing = open_page("likelihood", sentences="\n".join(LINES))
    assert whole(missing) and "no n-gram model to compare with" in said(missing).replace("\\", "")
    monkeypatch.setattr(asked, "counting", lambda run, order: done(count_ngrams(dataset, NGramSettings(order))))
    page = open_page("likelihood", sentences="\n".join(LINES), order="3", model="n-gram")
    expected = score(count_ngrams(dataset, NGramSettings(3)), LINES)
    assert whole(page) and all(minus(f"{one.log_probability:.2f}") in said(page) for one in expected)
    np.testing.assert_allclose(
        [token[4] for token in sent(page)["texts"][0]["tokens"]],
        [math.exp(token.log_probability) for token in expected[0].tokens],
        rtol=1e-3,
    )


def done(predictor):
    """Return what a finished count looks like."""
    from concurrent.futures import Future
    from types import SimpleNamespace

    future = Future()
    future.set_result(SimpleNamespace(completer=SimpleNamespace(predictor=predictor), digest="x"))
    return future


def test_without_any_run_it_says_what_to_do(open_page):
    page = open_page("likelihood")
    assert whole(page) and likelihood.NO_RUN in said(page)


def test_what_the_chips_promise_is_so():
    found = {}
    for cell in ("rnn", "gru", "lstm"):
        saved = load_run(BUNDLED / cell)
        predictor = NetworkPredictor(saved.model, saved.vocabulary)
        sentences = [line for chip in likelihood.CHIPS for line in chip.changes["sentences"].split("\n")]
        totals = [one.log_probability for one in score(predictor, sentences)]
        found[cell] = [first > second for first, second in zip(totals[::2], totals[1::2], strict=True)]
    assert found == {"rnn": [True] * 4, "gru": [True] * 4, "lstm": [True, True, False, True]}
