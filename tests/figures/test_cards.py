"""Every card draws something, with runs and without, and says what."""

from xml.etree import ElementTree

import pytest

from playground.figures import cards
from playground.figures.theme import THEMES
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
