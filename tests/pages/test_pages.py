"""Every page: at a cold start, with a run, and with nonsense in the URL."""

import json

import pytest

from playground.ui import shell
from playground.ui.components import cards
from playground.ui.pagesettings import PageSettings
from playground.ui.trouble import SORRY
from tests.pages.conftest import PAGES, said, whole

NONSENSE = dict(
    cell="banana",
    hidden_size="1e99",
    learning_rate="nan",
    layers="-3",
    budget="∞",
    corpus="../../etc/passwd",
    run="nope",
    stateful="perhaps",
)


def test_there_is_a_home_and_every_page_says_what_it_is():
    found = shell.pages()
    assert [page.path.stem for page in found if page.home] == ["home"]
    assert all(page.title and page.icon and page.group in shell.GROUPS and page.about for page in found)


@pytest.fixture
def downloads(monkeypatch):
    """What a page offers to download: how each file is made, by the button's label."""
    found = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, data, **options: found.update({label: data}))
    return found


@pytest.mark.parametrize("stem", PAGES)
def test_cold_start_with_nothing_at_all(open_page, stem):
    page = open_page(stem)
    assert whole(page) and page.title


@pytest.mark.parametrize("stem", PAGES)
def test_cold_start_shows_a_bundled_run_and_every_file_can_be_had(open_page, with_examples, downloads, monkeypatch, stem):
    """A file is made when it is asked for, outside the page's script: nothing of a session can be reached there."""
    page = open_page(stem)
    assert whole(page) and any(page.get(kind) for kind in ("plotly_chart", "echarts_chart", "bidi_component"))
    monkeypatch.setattr(PageSettings, "value", lambda page: pytest.fail(f"{page.page} is asked for its settings"))
    for label, make in downloads.items():
        assert make() if callable(make) else make, label


@pytest.mark.parametrize("stem", PAGES)
def test_with_a_run(open_page, own_run, stem):
    page = open_page(stem, run=own_run.id)
    assert whole(page)


@pytest.mark.parametrize("stem", PAGES)
def test_nonsense_in_the_url(open_page, stem):
    assert whole(open_page(stem, **NONSENSE))


def test_a_new_page_is_one_file(tmp_path):
    (tmp_path / "neighbours.py").write_text('TITLE = "Neighbours"\nGROUP = "Words"\nORDER = 5\nABOUT = "x"\nraise RuntimeError\n')
    (tmp_path / "plain.py").write_text('"""No header at all."""\n')
    (tmp_path / "_draft.py").write_text("")
    words, plain = sorted(shell.pages(tmp_path), key=lambda page: page.title)
    assert (words.title, words.group, words.order, words.icon) == ("Neighbours", "Words", 5, "")
    assert plain.title == "Plain" and plain.group == ""


def test_a_page_that_fails_says_one_kind_sentence(open_page, monkeypatch, caplog):
    monkeypatch.setattr("playground.ui.home.cards", lambda: 1 / 0)
    page = open_page("home")
    assert not page.exception and SORRY in said(page)
    assert "ZeroDivisionError" in caplog.text and "ZeroDivisionError" not in said(page)


def test_home_has_a_card_for_every_other_page(open_page):
    (shown,) = [one.proto for one in open_page("home").get("bidi_component") if "cards" in one.proto.component_name]
    groups = json.loads(json.loads(shown.json)["groups"])
    drawn = [card for group in groups for card in group["cards"]]
    others = [info for info in shell.pages() if not info.home]
    assert [(card["page"], card["title"], card["about"]) for card in drawn] == [(i.path.stem, i.title, i.about) for i in others]
    assert [group["title"] for group in groups] == [group for group in shell.GROUPS if group]
    assert all(card["picture"].startswith("<svg") and card["said"] for card in drawn)


@pytest.mark.parametrize(("sent", "page"), [("decay", "decay"), ("../../etc", None), (["decay"], None), (None, None)])
def test_a_card_leads_to_a_known_page_alone(monkeypatch, sent, page):
    monkeypatch.setattr(cards.st, "session_state", {"cards": {cards.PAGE: sent}})
    assert cards.chosen_page("cards", PAGES) == page
