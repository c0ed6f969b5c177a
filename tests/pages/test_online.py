"""A text that is on the internet: fetched with a progress bar, or refused in one sentence."""

import pytest

from playground.errors import Refusal
from playground.text import corpora
from playground.ui import texts
from playground.ui.words import plain
from tests.pages.conftest import said, whole

NO_INTERNET = Refusal("Tiny Shakespeare could not be fetched: there seems to be no internet connection.", "corpus")
SENTENCE = plain(str(NO_INTERNET))


@pytest.fixture
def online(monkeypatch, site):
    """Let the text with an address be loaded by a function of the test's own."""
    texts.fetched.clear()
    texts.shared_facts.clear()
    yield lambda load: monkeypatch.setitem(corpora.CORPORA, "shakespeare", replaced(load))
    texts.fetched.clear()
    texts.shared_facts.clear()


def replaced(load):
    from dataclasses import replace

    return replace(corpora.CORPORA["shakespeare"], load=load)


def test_without_internet_there_is_one_sentence_and_one_attempt(online, open_page):
    asked = []

    def load(cache, progress):
        asked.append(cache)
        raise NO_INTERNET

    online(load)
    page = open_page("train", corpus="shakespeare")
    assert whole(page) and said(page).count(SENTENCE) == 1
    assert next(button for button in page.button if button.key == "start").disabled
    assert len(asked) == 1
    next(box for box in page.selectbox if box.key == "train-corpus").set_value("dinosaurs").run()
    assert whole(page) and SENTENCE not in said(page)


def test_a_fetched_text_is_ready(online, open_page):
    def load(cache, progress):
        progress(500_000, 1_000_000)
        return "To be, or not to be, that is the question.\n" * 100

    online(load)
    page = open_page("train", corpus="shakespeare")
    assert whole(page) and "Tiny Shakespeare: 3,870 characters to learn from" in said(page)
    assert not page.get("progress")
