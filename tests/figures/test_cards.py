"""Every card draws something, with runs and without, and says what."""

import math
from xml.etree import ElementTree

import pytest

from playground.figures import cards
from playground.figures.cards import surprise, writing
from playground.figures.theme import THEMES
from playground.language.generation import Sampling
from playground.language.predictors import NetworkPredictor
from playground.language.scoring import score
from playground.language.writing import write
from playground.runs.folder import EXAMPLES, load_run
from playground.ui.shell import pages
from tests.figures.records import curve


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("name", cards.NAMES)
def test_a_card_is_drawn_with_runs_and_without(name, theme):
    for curves in ([curve()], []):
        drawn = ElementTree.fromstring(cards.card(name).draw(curves, theme))
        assert drawn.get("viewBox") == "0 0 320 120" and len(drawn)


@pytest.mark.parametrize("name", cards.NAMES)
def test_a_card_is_told_in_words(name):
    text = cards.describe_card(name, [curve()])
    assert len(text) > 10 and text.endswith(".") and "{" not in text


def test_a_card_names_its_networks():
    assert cards.describe_card("loss", [curve()]) == "Training loss against steps: GRU."
    assert "Empty" in cards.describe_card("loss", [])


def test_every_page_has_a_card_of_its_own():
    wanted = [page.picture for page in pages() if not page.home]
    assert set(wanted) <= set(cards.NAMES) and len(set(wanted)) == len(wanted)


@pytest.mark.skipif(not (EXAMPLES / "writers/names").is_dir(), reason="the bundled run on names is not at hand")
def test_the_names_on_the_card_are_what_the_run_writes_with_their_surprise():
    saved = load_run(EXAMPLES / "writers/names")
    written = write(NetworkPredictor(saved.model, saved.vocabulary), "", Sampling(60))
    letters = [(one.text, -one.log_probability / math.log(2)) for one in written if one.text.strip()]
    drawn = [pair for name, bits in writing.NAMES for pair in zip(name, bits, strict=True)]
    assert [letter for letter, _ in drawn] == [letter for letter, _ in letters[: len(drawn)]]
    assert [bits for _, bits in drawn] == pytest.approx([bits for _, bits in letters[: len(drawn)]], abs=0.1)


@pytest.mark.skipif(not (EXAMPLES / "lstm").is_dir(), reason="the bundled LSTM is not at hand")
def test_the_lines_on_the_card_are_the_surprise_of_the_sentences():
    saved = load_run(EXAMPLES / "lstm")
    for one, bits in zip(score(NetworkPredictor(saved.model, saved.vocabulary), surprise.SENTENCES), surprise.BITS, strict=True):
        assert [token.bits for token in one.tokens] == pytest.approx(list(bits), abs=0.1)
