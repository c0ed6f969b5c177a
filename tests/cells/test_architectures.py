"""Shapes of sequence problems: the lines of PyTorch are run, and every tensor has the shape that the page says."""

from xml.etree import ElementTree

import pytest

from playground.cells.architectures import ARCHITECTURES, LETTERS, ShapeSettings
from playground.errors import Refusal
from playground.figures.architectures import shape_picture
from playground.figures.theme import THEMES

SIZES = [
    dict(),
    dict(steps=1, targets=1, batch=1, inputs=1, hidden=1, outputs=1),
    dict(steps=8, targets=6, batch=3, inputs=7, hidden=5),
]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("shape", ARCHITECTURES)
def test_the_lines_of_pytorch_run_and_give_these_shapes(shape, sizes):
    settings, made = ShapeSettings(shape=shape, **sizes), {}
    exec(settings.code, made)
    wanted = settings.architecture.shapes(settings)
    assert {name: tuple(made[name].shape) for name in wanted} == wanted and "y" in wanted


def test_shapes_are_told_in_letters_that_stand_for_the_numbers_beside_them():
    settings = ShapeSettings(shape="bidirectional", batch=2, steps=5, inputs=8, hidden=16, outputs=3)
    assert settings.shapes() == {"x": "(B, T, E) = (2, 5, 8)", "h": "(B, T, 2H) = (2, 5, 32)", "y": "(B, T, K) = (2, 5, 3)"}
    assert "h (B, T, 2H) = (2, 5, 32)" in shape_picture(settings, THEMES["light"])
    assert ShapeSettings(shape="encoder-decoder").shapes()["carried"] == "(1, B, H) = (1, 2, 16)"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("shape", ARCHITECTURES)
def test_the_drawing_has_every_cell_input_and_output_and_says_its_shapes(shape, sizes, theme):
    settings = ShapeSettings(shape=shape, **sizes)
    plan, root = settings.architecture.plan(settings), ElementTree.fromstring(shape_picture(settings, theme))
    count = lambda tag: len(root.findall(f".//{{http://www.w3.org/2000/svg}}{tag}"))  # noqa: E731
    assert count("rect") == 1 + plan.columns * (2 if plan.both else len(plan.linked)), "the cells on their background"
    assert root.find("{http://www.w3.org/2000/svg}rect").get("fill") == theme.background, "else a saved one is read on any other"
    assert count("circle") == len(plan.inputs) + len(plan.outputs)
    assert all(str(size) in root.get("aria-label") for size in settings.architecture.shapes(settings)["y"])


@pytest.mark.parametrize("shape", ARCHITECTURES)
def test_a_size_is_unused_where_it_changes_nothing(shape):
    shown = lambda settings: (settings.shapes(), settings.code, shape_picture(settings, THEMES["light"]))  # noqa: E731
    settings = ShapeSettings(shape=shape)
    nothing = [name for name in LETTERS if shown(settings.with_(**{name: settings.flat()[name] + 1})) == shown(settings)]
    assert list(settings.unused) == nothing


def test_states_are_handed_on_only_where_they_are():
    flat = lambda shape: shape_picture(ShapeSettings(shape=shape, steps=4), THEMES["light"]).count("<line")  # noqa: E731
    assert flat("deep") - flat("deep-above") == 2 * 3


@pytest.mark.parametrize("change", [dict(shape="banana"), dict(steps=9), dict(batch=0), dict(hidden=513)])
def test_what_cannot_be_drawn_is_refused(change):
    with pytest.raises(Refusal):
        ShapeSettings(**change)
