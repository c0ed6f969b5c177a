"""Many lines as data for the component: the numbers of the figure, each line with its name, and nothing of it markup."""

import base64

import numpy as np
import pytest

from playground.figures.curves import View
from playground.figures.overlay import NAMED, overlay_figure
from playground.figures.sheet import sheet_of
from playground.figures.theme import THEMES
from playground.figures.units import LOSS_UNITS
from playground.sweeps.overlay import lines_of
from tests.sweeps.test_overlay import entry

KINDS = {"i2": np.int16, "i4": np.int32, "f4": np.float32}


def figure(metric="training", **view):
    lines = lines_of([entry(60, name=f"<i>{n}</i>") for n in range(NAMED + 1)], metric, "step", 0.05, False)
    return overlay_figure(lines, metric, LOSS_UNITS["nats"], View(**view), THEMES["dark"])


def unpacked(packed):
    return np.frombuffer(base64.b64decode(packed["bytes"]), dtype=KINDS[packed["kind"]])


def test_a_sheet_holds_the_numbers_and_names_of_its_figure():
    drawn = figure()
    area, lines = sheet_of(drawn).data["traces"]
    assert unpacked(lines["x"]).tolist() == drawn.data[1].x.tolist() and lines["x"]["kind"] == "i2"
    assert unpacked(lines["y"]) == pytest.approx(drawn.data[1].y, nan_ok=True) and "names" not in area
    assert lines["names"] == [f"<i>{n}</i>" for n in range(NAMED + 1)] and lines["unit"] == " nats/char"
    assert np.isnan(unpacked(lines["y"])[lines["ends"]]).all() and len(lines["ends"]) == NAMED + 1


def test_axes_say_their_scale_and_where_they_begin():
    sheet = sheet_of(figure("norm", axis="tokens", log_x=True)).data
    assert sheet["x"]["log"] and sheet["y"]["log"] and sheet["x"]["said"] == "{} tokens"
    assert sheet_of(figure("speed")).data["y"]["floor"] and sheet_of(figure()).data["y"]["range"]


def test_another_picture_has_another_version():
    assert sheet_of(figure()).version != sheet_of(figure("norm")).version
