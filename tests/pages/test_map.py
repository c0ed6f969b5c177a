"""The page Map: what is on it is what the engine places; t-SNE from a button or a link to its end; what comes from a browser."""

import json
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

from playground.figures.maps import packed, unpacked
from playground.runs import folder
from playground.ui import mapsettings, mapwords
from playground.ui.components import map as component
from playground.vectors.ground import axes_picture, ground, pca_picture
from playground.vectors.selection import WordChoice
from playground.vectors.sources import load_vectors
from playground.vectors.teaching.facts import facts
from playground.vectors.vectorset import Place
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query, until

BUNDLED = Path(__file__).parents[2] / "playground/examples"
FEW = dict(choose="list", listed="king queen man woman boy girl prince princess xyzzy")


@pytest.fixture(autouse=True)
def teaching(site, monkeypatch):
    monkeypatch.setattr(folder, "EXAMPLES", BUNDLED)
    return load_vectors("teaching", Place(site.settings)).vectors


def sent(page) -> dict:
    """Return what the map was given."""
    (found,) = [item for item in page.get("bidi_component") if "map" in item.proto.component_name]
    return json.loads(found.proto.json)


def test_it_opens_with_the_pca_of_the_most_frequent_words(open_page, teaching):
    page = open_page("map")
    data, on = sent(page), ground(teaching, WordChoice())
    picture = pca_picture(on, 2)
    assert whole(page) and not page.warning and query(page) == {}
    assert data["words"] == on.words and data["points"] == packed(picture.points) and len(data["words"]) == 2_000
    assert f"{picture.quality.kept:.0%}" in said(page) and f"{sum(picture.shares):.0%}" in said(page)
    assert len(page.get("download_button")) == 2


def test_the_words_are_arranged_from_the_button_to_the_end(open_page, at_hand):
    page = open_page("map", steps="50", perplexity="2", **FEW)
    page.selectbox(key="map-method").set_value("tsne").run()
    before = sent(page)["points"]
    button(page, "map-tsne-start").click().run()
    until(page, "after 175 steps")
    assert sent(page)["points"] != before and "step 175 of 175" in said(page) and "Not in these vectors: xyzzy" in said(page)


def test_a_link_arranges_the_words_at_once_and_comes_to_the_same_picture(open_page, at_hand):
    link = dict(method="tsne", steps="50", perplexity="2", **FEW)
    pages = [until(open_page("map", token=token * 32, **link), "after 175 steps") for token in "12"]
    assert sent(pages[0])["points"] == sent(pages[1])["points"] and "arranges the words anew" in said(pages[0])
    assert query(pages[0]) == link


def test_a_map_says_where_it_has_fewer_words_than_it_may(open_page, teaching):
    assert f"All {len(teaching):,} words of these vectors" in said(open_page("map", words="4000"))
    listed = " ".join(teaching.index_to_key[:12])
    assert "The first 10 words of the list are on the map" in said(open_page("map", choose="list", listed=listed, words="10"))
    assert "of the list" not in said(open_page("map", choose="list", listed=listed, words="20"))


def test_words_are_thrown_about_and_arranged_by_other_settings(open_page, at_hand):
    page = until(open_page("map", method="tsne", steps="50", perplexity="2", **FEW), "after 175 steps")
    after = sent(page)["points"]
    button(page, "map-tsne-perturb").click().run()
    until(page, "after 175 steps")
    assert sent(page)["points"] != after and whole(page)
    page.number_input(key="map-perplexity").set_value(2.5).run()
    button(page, "map-tsne-go").click().run()
    until(page, "after 175 steps")
    assert sent(page)["points"] != after and "map-tsne-go" not in [one.key for one in page.button]


def test_a_pause_keeps_the_picture_and_goes_on_from_it(open_page, at_hand):
    page = until(open_page("map", method="tsne", steps="1000", perplexity="2", **FEW), "step ")
    button(page, "map-tsne-pause").click().run()
    until(page, "after ")
    kept = sent(page)["points"]
    assert page.run() and sent(page)["points"] == kept
    button(page, "map-tsne-go").click().run()
    assert whole(page) and "Pause" in [one.label for one in page.button]
    until(page, "after 1,125 steps")
    assert sent(page)["points"] != kept


def test_axes_are_cosines_and_families_fall_into_four_corners(open_page, teaching):
    page = open_page("map", method="axes", choose="list", listed=mapsettings.FAMILY)
    data, on = sent(page), ground(teaching, WordChoice(choose="list", listed=mapsettings.FAMILY))
    picture = axes_picture(on, [("man", "woman", "left"), ("man", "men", "down")])
    assert data["points"] == packed(picture.points, square=False) and data["axes"]["x"] == ["man", "woman"]
    roles = {word: role for fact in facts() if fact.group == "family" for role, word in fact.words()}
    shown = unpacked(data["points"], 2) - data["axes"]["zero"]
    assert [("she" in roles[word], "they" in roles[word]) for word in on.words] == [(x > 0, y > 0) for x, y in shown]


@pytest.mark.parametrize("chip", range(len(mapsettings.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip, at_hand):
    page = open_page("map", **FEW)
    button(page, f"map-chip-{chip}").click().run()
    assert whole(page) and mapsettings.CHIPS[chip].look_for in said(page)
    if pausing := [one for one in page.button if one.key == "map-tsne-pause"]:
        pausing[0].click().run()


def test_a_word_of_the_link_is_marked_and_a_way_on(open_page, teaching):
    page = open_page("map", word="king", **FEW)
    data, near = sent(page), teaching.most_similar("king", topn=10)
    assert data["words"][data["chosen"]] == "king" and len(data["near"]) == 7
    assert [one.label.split(" ")[0] for one in page.button if (one.key or "").startswith("map-near-")] == [
        word for word, _ in near
    ]
    button(page, "map-around-it").click().run()
    assert query(page) == {"choose": "around", "word": "king", "listed": FEW["listed"]} and len(sent(page)["words"]) == 2_000
    button(page, "map-unmark").click().run()
    assert sent(page)["chosen"] == -1
    page = open_page("map", word="zebra", **FEW)
    assert whole(page) and ("not on this map" in said(page) or "do not know" in said(page))


def test_a_lasso_holds_words_that_become_the_map(open_page, teaching):
    page = open_page("map", **FEW)
    page.session_state[mapwords.LASSO] = ("king", "queen", "prince")
    page.run()
    data = sent(page)
    assert "3 words" in said(page) and {data["words"][row] for row in data["near"]} == {"king", "queen", "prince"}
    button(page, "map-only").click().run()
    assert sent(page)["words"] == ["king", "queen", "prince"] and query(page)["choose"] == "list"


@pytest.mark.parametrize("colour", mapsettings.COLOURS)
def test_every_colouring_and_a_room(open_page, colour):
    data = sent(open_page("map", colour=colour, dimensions="3", words="100"))
    assert len(b64decode(data["of"])) == 100 and unpacked(data["points"], 3).shape == (100, 3)
    assert bool(data["scale"]) == (colour == "frequency") and max(b64decode(data["of"])) < len(data["palette"])


WRONG = [
    (dict(words="1e9"), "default stands in"),
    (dict(choose="around", around="frence"), "did you mean"),
    (dict(choose="list", listed="king"), "at least 3 words"),
    (dict(method="axes", left="man", right="man"), "Both ends"),
    (dict(method="axes", up="xyzzyq"), "do not know"),
    (dict(word="y" * 200), "shorter one"),
    (dict(method="magic", colour="?", dimensions="4"), "default stands in"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG, ids=str)
def test_what_cannot_be_shown_is_one_sentence(open_page, wrong, sentence):
    page = open_page("map", **wrong)
    assert whole(page) and sentence in said(page).replace("\\", "")


def test_only_words_of_the_map_are_taken_from_a_browser(monkeypatch):
    chosen, inside = [], []
    told = [None, "x", {}, {"chosen": 3}, {"chosen": "fox"}, {"chosen": "the"}, {"chosen": ""}, {"lasso": "the"}]
    told += [{"lasso": [["the"], 1, "fox"]}, {"lasso": ["a", "fox", "the"]}, {"lasso": ["a"] * 900}]
    for value in told:
        monkeypatch.setattr(component.st, "session_state", {"key": {"told": value}})
        monkeypatch.setattr(component, "mount", lambda **options: options["on_told_change"]())
        component.map_panel("key", {"words": ["the", "a"]}, chosen.append, inside.append)
    assert chosen == ["the", ""] and inside == [["a", "the"], ["a"] * 500]


def test_points_are_compared_as_they_were_sent():
    points = np.random.default_rng(0).normal(size=(9, 2))
    assert packed(points) == packed(points * 3 + 1)
