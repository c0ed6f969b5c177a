"""The page Shapes."""

import pytest

from playground.cells.architectures import ARCHITECTURES
from playground.ui.shapes import CHIPS, PAGE
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query


@pytest.mark.parametrize("shape", ARCHITECTURES)
def test_every_shape_is_drawn_with_its_task_and_its_code(open_page, shape):
    page = open_page("shapes", shape=shape, steps="3")
    assert whole(page) and ARCHITECTURES[shape].task in said(page) and page.code[0].value == lines_of(page)
    assert page.get("bidi_component") and query(page)["steps"] == "3"


def test_a_size_that_a_shape_does_not_have_has_no_control_and_one_that_is_entered_counts(open_page):
    page = open_page("shapes")
    sizes = lambda: {box.label for box in page.sidebar.number_input}  # noqa: E731
    assert "Steps T" in sizes() and "Target steps U" not in sizes()
    page.selectbox(key="shapes-shape").set_value("encoder-decoder").run()
    assert "Target steps U" in sizes() and page.code[0].value == lines_of(page)
    page.number_input(key="shapes-targets").set_value(6.0).run()
    assert whole(page) and "torch.randn(2, 6, 8)" in page.code[0].value and query(page)["targets"] == "6"


def lines_of(page):
    return page.session_state[PAGE.key("settings")].code.strip()


@pytest.mark.parametrize("chip", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("shapes")
    button(page, f"shapes-chip-{chip}").click().run()
    assert whole(page) and CHIPS[chip].look_for in said(page)


def test_the_tagger_stands_beside_the_bidirectional_shape(open_page):
    assert "Teddy Roosevelt" not in "".join(element.value for element in open_page("shapes").subheader)
    page = open_page("shapes", shape="bidirectional", text="Teddy <b> sang")
    told = said(page)
    assert whole(page) and "both ways" in told and "80 words and marks" in told
    assert "<b>&lt; ?</b>" in told and "<b>teddy</b>" in told
    page.text_area(key="shapes-text").set_value("a " * 41).run()
    assert whole(page) and "use one to 40" in page.warning[0].value


def test_all_nonsense_in_the_url_is_named(open_page):
    page = open_page("shapes", shape="x", steps="1e9", batch="nan", hidden="-1", text="x" * 401)
    assert whole(page) and len(page.warning) == 5 and PAGE.to_url(page.session_state[PAGE.key("settings")]) == {}
