"""The menu of word vectors, on a page made for the test."""

import json
from dataclasses import dataclass, replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.controls import Described, check
from playground.errors import Refusal
from playground.runs import folder
from playground.ui import vectors
from playground.ui.visitor import KEY
from playground.vectors.sources import VECTOR_SOURCES
from playground.vectors.vectorset import Offer
from tests.pages.conftest import said
from tests.pages.test_train import query
from tests.vectors.conftest import ROWS, binary, text


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch):
    for name in ("wheel", "catalogue"):
        monkeypatch.delitem(VECTOR_SOURCES, name)
    vectors.shelf.clear()


@pytest.fixture
def sets(site, monkeypatch, tmp_path):
    """Bundle two sets of vectors."""
    for number, name in enumerate(("small", "teaching")):
        target = tmp_path / "vectors" / name
        target.mkdir(parents=True)
        np.save(target / "vectors.npy", np.array(list(ROWS.values()), np.float32) + number)
        (target / "words.txt").write_text("\n".join(ROWS))
        (target / "about.json").write_text(json.dumps({"title": name.capitalize(), "about": f"About {name}."}))
    monkeypatch.setattr(folder, "EXAMPLES", tmp_path)
    vectors.shelf.clear()
    yield
    vectors.shelf.clear()


def page():
    """What a page does with its vectors."""
    import streamlit as st

    from playground.ui.vectors import chosen_vectors, vectors_menu
    from tests.pages.test_vectors_menu import PAGE

    PAGE.arrive()
    with st.sidebar:
        vectors_menu(PAGE)
    PAGE.say_notes()
    PAGE.write_url()
    if found := chosen_vectors(PAGE):
        st.markdown(f"{found.title}: {len(found.vectors)} words, {found.vectors['king'][0]:g}")


@dataclass(frozen=True)
class Wanted(Described):
    """The settings of that page."""

    vectors: str = vectors.vectors_control()

    def __post_init__(self):
        check(self)


PAGE = vectors.PageSettings("made-up", Wanted())


@pytest.fixture
def shown(visitor):
    def shown(token: str | None = None, **query) -> AppTest:
        app = AppTest.from_function(page, default_timeout=30)
        app.session_state[KEY] = token or visitor[0]
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return shown


def test_without_any_vectors_it_says_what_to_do(site, shown):
    app = shown()
    assert not app.exception and vectors.NONE_HERE in said(app) and not app.selectbox


def test_it_opens_with_the_standard_set_and_the_menu_changes_it(sets, shown):
    app = shown()
    assert not app.exception and "Teaching: 4 words, 4" in said(app) and "About teaching" in said(app)
    assert list(app.selectbox[0].options) == ["Small", "Teaching"]
    app.selectbox[0].set_value("small").run()
    assert "Small: 4 words, 3" in said(app) and query(app) == {"vectors": "small"}


def test_a_link_to_vectors_that_are_not_here_says_so_and_shows_others(sets, shown):
    app = shown(vectors="nope")
    assert not app.exception and "no set of vectors called “nope”" in said(app) and "4 words" in said(app)
    assert "kept for the browser" in said(shown(vectors="own-0123456789abcdef"))


def upload(app, name: str, data: bytes):
    return app.file_uploader[0].set_value((name, data, "text/plain")).run()


def test_an_upload_is_chosen_and_a_broken_one_leaves_it(sets, shown):
    app = upload(shown(), "mine.bin", binary(ROWS))
    assert "mine.bin: 4 words, 3" in said(app) and "Yours: mine.bin" in app.selectbox[0].options
    mine = query(app)["vectors"]
    app = upload(app, "broken.txt", text(ROWS).replace(b" 1.25", b""))
    assert "Line 3 has 2 numbers" in said(app).replace("\\", "") and query(app)["vectors"] == mine
    assert "kept for the browser" in said(shown(token="0" * 32, vectors=mine))
    next(button for button in app.button if button.key.endswith("remove")).click().run()
    assert "Teaching: 4 words" in said(app) and "mine.bin" not in "".join(app.selectbox[0].options)


def test_a_refused_file_is_read_anew_in_the_encoding_that_its_refusal_offers(sets, shown):
    app = upload(shown(), "old.txt", "café 1 2\nking 3 4\n".encode("latin-1"))
    assert "is not UTF" in said(app) and not query(app)
    next(row for row in app.button_group if row.key.endswith("encoding")).set_value("latin-1").run()
    assert not app.exception and "old.txt: 2 words, 3" in said(app) and "is not UTF" not in said(app)


def test_a_set_that_cannot_be_had_is_one_sentence(sets, shown):
    (folder.EXAMPLES / "vectors/small/words.txt").write_text("one")
    app = shown(vectors="small")
    assert not app.exception and "small are damaged" in said(app)


def test_what_is_on_the_internet_is_fetched_only_when_its_size_and_licence_were_seen(sets, shown, monkeypatch):
    asked = []

    def load(progress):
        asked.append(True)
        progress(5, 10)
        raise Refusal("GloVe could not be fetched: there seems to be no internet connection.", "vectors")

    there = Offer("GloVe", "About it.", "an address", "public domain", load, online=True, size=69_182_535)
    monkeypatch.setitem(VECTOR_SOURCES, "catalogue", lambda place: {"glove": there})
    app = shown(vectors="glove")
    assert "GloVe · 69.2 MB to fetch" in app.selectbox[0].options and "Licence: public domain" in said(app).replace("\\", "")
    assert not asked and "words," not in said(app)
    next(button for button in app.button if button.key.endswith("fetch")).click().run()
    assert len(asked) == 1 and not app.exception and "no internet connection" in said(app)
    next(button for button in app.button if button.key.endswith("again")).click().run()
    assert len(asked) == 2 and not app.exception and "no internet connection" in said(app)
    app.selectbox[0].set_value("small").run()
    assert "Small: 4 words" in said(app)
    barred = replace(there, barred="GloVe is too large for this site.")
    monkeypatch.setitem(VECTOR_SOURCES, "catalogue", lambda place: {"glove": barred})
    app = shown(vectors="glove")
    assert "too large for this site" in said(app) and "fetch" not in "".join(button.key for button in app.button)
    assert len(asked) == 2
