"""The angle of two words: the arrows end where both words point, whatever the angle, and nothing leaves the frame."""

import numpy as np
import pytest

from playground.figures.neighbours import angle_figure
from playground.figures.theme import THEMES
from playground.vectors.similarity import Angle


@pytest.mark.parametrize("degrees", [0.0, 3.0, 45.0, 90.0, 135.0, 178.0])
def test_arrows_point_where_the_words_do_and_stay_in_the_frame(degrees):
    turn = np.radians(degrees)
    figure = angle_figure(Angle("<one>", "other", float(np.cos(turn)), degrees, (1.0, 2.0)), THEMES["light"])
    tips = [(note.x, note.y) for note in figure.layout.annotations if note.showarrow is not False]
    np.testing.assert_allclose(tips, [(1, 0), (np.cos(turn), np.sin(turn))], atol=1e-12)
    texts = {note.text for note in figure.layout.annotations}
    assert {"<b>&lt;one&gt;</b>", "<b>other</b>", f"{degrees:.1f}°"} <= texts
    (left, right), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
    assert all(left <= note.x <= right and low <= note.y <= high for note in figure.layout.annotations)
    arc = np.stack([figure.data[0].x, figure.data[0].y], axis=1)[1:]
    np.testing.assert_allclose(np.degrees(np.arctan2(arc[-1, 1], arc[-1, 0])), degrees, atol=1e-9)
