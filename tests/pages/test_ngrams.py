"""The page on n-grams: opens with answers, counts other texts on demand, and holds networks against them where that is fair."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from playground.figures.cards.ngrams import ORDERS
from playground.jobs.answers import bundled_answer
from playground.language.distance import PHRASES
from playground.language.window_study import WindowStudySettings, witnesses_of
from playground.runs import folder
from playground.runs.folder import load_run
from playground.runs.ngram_study import CountedText, NGramStudySettings, orders_of
from playground.ui import ngrams
from playground.ui.ngrams import CHIPS, PAGE
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query, until


def test_the_page_opens_with_every_order_and_with_what_a_window_cannot_see(open_page):
    page = open_page("ngrams")
    assert whole(page) and len(page.get("plotly_chart")) == 3 and query(page) == {}
    assert said(page).count("came with the app") == 2
    found = orders_of(bundled_answer("ngrams", NGramStudySettings().flat()))
    assert f"{found[-1].contexts:,}" in said(page) and len(found) == 8


def test_what_ships_is_what_the_card_draws():
    found = orders_of(bundled_answer("ngrams", NGramStudySettings().flat()))
    assert [one.nats / 0.693147 for one in found] == pytest.approx(ORDERS, abs=0.06)


def test_what_ships_shows_what_the_page_claims():
    *counted, rnn, gru, lstm = witnesses_of(bundled_answer("window", WindowStudySettings().flat()))
    for one in counted:
        assert one.answers[0].share > 0.9 and all(0.4 < answer.share < 0.6 for answer in one.answers[2:])
    assert min(one.answers[1].share for one in (rnn, gru, lstm)) > max(one.answers[1].share for one in counted)


@pytest.mark.parametrize("phrases", [0, PHRASES])
def test_the_sentence_shows_what_each_n_gram_sees(open_page, phrases):
    page = open_page("ngrams", phrases=str(phrases))
    faded = said(page).count('class="unrolled-unseen"')
    assert whole(page) and "A 5-gram sees" in said(page) and faded == (0 if phrases == 0 else 2)


@pytest.mark.parametrize("number", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, number):
    page = open_page("ngrams")
    button(page, f"ngrams-chip-{number}").click().run()
    assert whole(page) and CHIPS[number].look_for in said(page)


def test_another_text_is_counted_here(open_page):
    page = open_page("ngrams", corpus="dinosaurs", tokenizer="character")
    assert said(page).count("came with the app") == 1
    button(page, "ngrams-start").click().run()
    until(page, "Best n-gram")
    assert whole(page) and len(page.get("plotly_chart")) == 3


def test_what_comes_with_the_app_on_another_text_is_held_against_it(open_page, monkeypatch):
    monkeypatch.setattr(folder, "EXAMPLES", Path(__file__).parents[2] / "playground/examples")
    monkeypatch.setattr(ngrams, "bundled", dict)
    saved = load_run(folder.writers()["example-names"]).run
    page = open_page("ngrams", corpus="dinosaurs")
    button(page, "ngrams-start").click().run()
    until(page, "Best network")
    assert whole(page) and "GRU 96" in said(page) and f"{saved.validation_loss / math.log(2):.3f}" in said(page)


def test_only_networks_of_the_same_text_and_part_are_held_against_it(open_page, own_run):
    text = CountedText(own_run.text_digest, own_run.vocabulary_size, 1, 1, 1.0)
    asked = PAGE.standard
    compare = lambda run, **changes: with_settings(asked.with_(**changes), run, text)  # noqa: E731
    assert compare(own_run) and compare(own_run, unit="perplexity")
    assert not compare(replace(own_run, text_digest="other")) and not compare(own_run, validation_share=0.2)
    assert not compare(replace(own_run, validation_loss=None))
    assert not compare(own_run, tokenizer="word") and not compare(replace(own_run, vocabulary_size=own_run.vocabulary_size + 1))


def with_settings(settings, run, text):
    """Tell whether a run compares under these settings of the page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "PAGE", type("Fixed", (), {"value": staticmethod(lambda: settings)}))
        return ngrams.comparable(run, text)


@pytest.mark.parametrize(
    "nonsense",
    [dict(corpus="war-and-peace"), dict(phrases="99"), dict(unit="miles"), dict(tokenizer="bytes"), dict(validation_share="2")],
)
def test_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("ngrams", **nonsense)
    assert whole(page) and page.warning and PAGE.to_url(page.session_state[PAGE.key("settings")]) == {}
