"""The page Cells: gates, numbers, a gate held, costs; everything in the URL."""

import pytest

from playground.cells.recipes import RECIPES
from playground.cells.sentence import Reader
from playground.runs.folder import EXAMPLES, load_run
from playground.ui.cells import CHIPS, PAGE, CellsSettings
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

SMALL = dict(input_size="2", hidden_size="3")


def test_the_page_opens_with_gates_numbers_and_what_is_remembered(open_page, with_examples):
    page = open_page("cells", **SMALL)
    assert whole(page) and len(page.get("plotly_chart")) == 3 and "the bundled network" in said(page)
    assert r"\underbrace{z_t}" in page.latex[0].value and "Loss of the rest" in said(page) and query(page) == SMALL


@pytest.mark.parametrize("cell", RECIPES)
def test_every_cell_without_a_trained_network(open_page, cell):
    page = open_page("cells", cell=cell, notation="course", gate="o", held="0", **SMALL)
    assert whole(page) and "has not been trained" in said(page) and r"\langle t\rangle" in page.latex[0].value
    assert ("misprinted" in said(page)) == cell.startswith("lstm")
    assert ("is held" in said(page)) == (not cell.startswith("rnn"))


def test_the_numbers_follow_the_letter_the_unit_and_the_text(open_page):
    page = open_page("cells", **SMALL)
    first = page.latex[0].value
    page.select_slider(key="cells-position").set_value(7).run()
    second = page.latex[0].value
    assert first != second and query(page)["position"] == "7"
    page.number_input(key="cells-unit").set_value(3).run()
    assert page.latex[0].value != second and "Unit 3 at letter 7" in said(page)
    page.text_input(key="cells-text").set_value("Other letters").run()
    assert page.select_slider(key="cells-position").value == 7 and query(page)["position"] == "7"
    page.text_input(key="cells-text").set_value("Oh").run()
    assert whole(page) and "Unit 3 at letter 2" in said(page) and query(page)["text"] == "Oh"


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
        traces = [reader.trace(place, held).left for held in (None, holding)]
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
