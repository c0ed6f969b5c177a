"""The page Cells: gates, numbers, a gate held, costs; everything in the URL."""

import json
import re
from copy import deepcopy

import pytest
import torch
from streamlit.testing.v1 import AppTest

from playground.cells.notation import short
from playground.cells.recipes import RECIPES
from playground.cells.sentence import Reader
from playground.figures import letters as figure
from playground.runs.folder import EXAMPLES, load_run
from playground.ui.cells import CHIPS, PAGE, CellsSettings, reader_of, scene_of, stand_in
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

SMALL = dict(input_size="2", hidden_size="3")


def mounted(page):
    """Return what the page gives to each of its components."""
    return [json.loads(element.proto.json) for element in page.get("bidi_component")]


def drawings(page):
    return [data for data in mounted(page) if data.get("narrow", "").startswith("<svg")]


def letters(page):
    return next(data for data in mounted(page) if "numbers" in data)


def memory(page):
    """Return what is remembered of the letter where the slider stands."""
    return letters(page)["memories"][str(letters(page)["place"])]


def equations(page):
    """Return the equations as they are where the slider stands, as the browser fills them in."""
    data = letters(page)
    return re.sub("#([0-9]+)#", lambda slot: data["numbers"][int(slot[1])][data["place"] - 1], data["equations"])


def look_at(page, place):
    page.query_params["position"] = str(place)
    return page.run()


def test_the_page_opens_with_gates_numbers_and_what_is_remembered(open_page, with_examples):
    page = open_page("cells", **SMALL)
    assert whole(page) and len(drawings(page)) == 2 and "the bundled network" in said(page)
    assert r"\underbrace{z_t}" in equations(page) and "Loss of the rest" in str(memory(page)["numbers"]) and query(page) == SMALL


@pytest.mark.parametrize("cell", RECIPES)
def test_every_cell_without_a_trained_network(open_page, cell):
    page = open_page("cells", cell=cell, notation="course", gate="o", held="0", **SMALL)
    assert whole(page) and "has not been trained" in said(page) and r"\langle t\rangle" in equations(page)
    assert ("misprinted" in said(page)) == cell.startswith("lstm")
    assert ("is held" in memory(page)["words"]) == (not cell.startswith("rnn"))


def test_the_numbers_follow_the_letter_the_unit_and_the_text(open_page):
    page = open_page("cells", **SMALL)
    first = equations(page)
    look_at(page, 7)
    second = equations(page)
    assert first != second and query(page)["position"] == "7"
    page.number_input(key="cells-unit").set_value(3).run()
    assert equations(page) != second and letters(page)["said"].startswith("Unit 3 at") and letters(page)["place"] == 7
    page.text_input(key="cells-text").set_value("Other letters").run()
    assert letters(page)["place"] == 7 and query(page)["position"] == "7"
    page.text_input(key="cells-text").set_value("Oh").run()
    assert whole(page) and letters(page)["place"] == 2 and letters(page)["letters"] == ["O", "h"] and query(page)["text"] == "Oh"


def test_each_letter_has_the_numbers_of_its_own_step(site):
    settings = CellsSettings(cell="lstm", unit=3)
    scene, (model, vocabulary) = scene_of(settings, reader_of), stand_in("lstm")
    data = figure.letters(scene.reading, "lstm", "torch", scene.unit)
    ids = torch.tensor([[*vocabulary.prefix(""), *vocabulary.encode(list(settings.text))]])
    with torch.no_grad():
        _, unrolled = deepcopy(model).double().unroll(ids)
    wanted = [short(float(state[0][0][0, 2])) for state in unrolled.states[-len(settings.text) :]]
    slot = int(re.search(r"underbrace{h_t}_{#([0-9]+)#}", data["equations"])[1])
    assert data["numbers"][slot] == wanted and len(data["letters"]) == len(settings.text)
    assert (data["letters"][3], data["named"][3]) == ("␣", "space") and data["said"].startswith("Unit 3 at letter {place}")


def test_a_letter_that_is_known_brings_what_is_remembered_of_its_neighbours(open_page):
    page = open_page("cells", **SMALL)
    first = letters(page)
    second = letters(page.run())
    assert list(first["memories"]) == ["5"] and sorted(second["memories"]) == ["4", "5", "6"] and first["of"] == second["of"]
    moved = letters(look_at(page, 6))
    assert sorted(moved["memories"]) == ["5", "6", "7"] and moved["memories"]["6"] == second["memories"]["6"]
    assert "“p”" in memory(look_at(page, 5))["words"] and "“r”" in moved["memories"]["6"]["words"]
    page.text_input(key="cells-text").set_value("Other letters").run()
    other = letters(page)
    assert list(other["memories"]) == ["5"] and other["of"] != first["of"]
    look_at(page, 13).run()
    assert sorted(map(int, letters(page)["memories"])) == [12, 13], "none stands after the last"


@pytest.mark.parametrize("place", [0, 161, -1, 10**9])
def test_what_no_slider_sends_is_not_taken(place):
    def script(place):
        from playground.ui.cells_panels import take_letter

        take_letter(9)
        take_letter(place)

    page = AppTest.from_function(script, args=(place,)).run()
    assert not page.exception and page.session_state[PAGE.key("settings")].position == 9


@pytest.mark.parametrize("chip", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("cells", **SMALL)
    button(page, f"cells-chip-{chip}").click().run()
    assert whole(page) and CHIPS[chip].look_for in said(page)


def test_what_the_chips_say_is_so_of_the_bundled_networks():
    def told(chip):
        settings = CellsSettings(**chip.changes)
        saved, place = load_run(EXAMPLES / settings.cell), settings.position - 1
        reader, holding = Reader(saved.model, saved.vocabulary, settings.text), settings.holding(place)
        traces = [found.trace.left for found in reader.follow(place, holding)]
        return *traces, *(reader.expected(reader.read(held), place) for held in (None, holding))

    _, kept, free, held = told(CHIPS[0])
    assert kept["c"].min() >= 1 and held.loss > 3 * free.loss
    trained, shut, free, held = told(CHIPS[1])
    assert 0.2 < shut["h"][10] / trained["h"][10] < 0.3 and held.loss > 3 * free.loss
    *_, held = told(CHIPS[3])
    assert held.next[0][1] < 0.05, "it guesses"


@pytest.mark.parametrize(
    "nonsense", [dict(cell="quantum", text=" ", position="1e9", held="nan", unit="2049"), dict(text="x" * 161)]
)
def test_all_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("cells", **SMALL | nonsense)
    assert whole(page) and len(page.warning) == len(nonsense)


def test_a_text_that_cannot_be_read_is_refused_beside_its_box(open_page):
    page = open_page("cells", **SMALL)
    page.text_input(key="cells-text").set_value("").run()
    assert (
        whole(page)
        and "nothing to read" in page.warning[0].value
        and PAGE.to_url(page.session_state[PAGE.key("settings")]) == SMALL
    )
