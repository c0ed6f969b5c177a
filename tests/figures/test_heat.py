"""Maps inside drawings: the picture is a PNG whose pixels are the numbers' colours, and pointing at one says it."""

from xml.etree import ElementTree

import numpy as np
import pytest

from playground.figures.heat import Area, bounded, heat, readout, signed
from playground.figures.tensors import embedding_drawing, one_hot_drawing
from playground.figures.theme import THEMES, channels
from playground.text.tensors import Batch, embedding_table
from tests.figures.drawn import picture, told

SVG = "{http://www.w3.org/2000/svg}"
AREA = Area(10, 20, 300, 200)


def test_each_number_has_the_colour_of_its_scale():
    dark, bright = channels("#440154"), channels("#fde725")
    drawn = picture(heat(np.array([[0.0, 1.0, -3.0], [1.0, 0.0, 7.0]]), bounded(), AREA))
    np.testing.assert_array_equal(drawn, [[dark, bright, dark], [bright, dark, bright]])
    blue, none, red = picture(heat(np.array([[-2.0, 0.0, 2.0]]), signed(2.0, THEMES["dark"]), AREA))[0]
    assert (tuple(blue), tuple(red)) == (channels("#2166ac"), channels("#b2182b"))
    np.testing.assert_allclose(none, channels(THEMES["dark"].background), atol=1)


def test_what_is_pointed_at_is_anybodys_text():
    names = ['a"b', "<i>&", "é\n"]
    (read,) = told(f"<svg>{readout(AREA, names, ['1', '2', '3'], '{column}: {value}')}</svg>")
    assert read == {"columns": names, "rows": [""], "values": ["1", "2", "3"], "said": "{column}: {value}"}


BATCH = Batch(
    (("the", "x" * 90, "<pad>"), ("a", "<b>", "the")),
    (("the", "<unk>", "<pad>"), ("a", "<unk>", "the")),
    np.array([[2, 0, 9], [5, 0, 2]]),
    np.array([[1, 1, 0], [1, 1, 1]]),
    9,
)


@pytest.mark.parametrize("look", THEMES.values(), ids=list(THEMES))
def test_one_hot_rows_show_the_columns_in_use(look):
    svg = one_hot_drawing(BATCH, 0, look, 900)
    lit = (picture(svg) == channels("#5e3ea1")).all(axis=2)
    np.testing.assert_array_equal(lit, [[False, True, False], [True, False, False], [False, False, False]])
    (read,) = told(svg)
    assert read["columns"] == ["0 <unk>", "2 the", "5 a"] and read["values"] == list("010100000")
    assert len(read["rows"][1]) < 30 and read["rows"][0] == "1 · the"


@pytest.mark.parametrize("width", [350, 940])
def test_an_embedding_says_every_number_of_the_sentence(width):
    table = embedding_table(9, 4, 1)
    svg = embedding_drawing(BATCH, 1, table, THEMES["light"], width)
    (read,) = told(svg)
    said = [float(value.replace("−", "-")) for value in read["values"]]
    np.testing.assert_allclose(np.reshape(said, (3, 4)), table[[5, 0, 2]], rtol=2e-3)
    root = ElementTree.fromstring(svg)
    area = next(part for part in root.iter(f"{SVG}rect") if part.get("data-readout"))
    assert float(area.get("x")) + float(area.get("width")) <= width and float(area.get("width")) > 150
    assert "3 rows of 4 numbers" in root.get("aria-label")
