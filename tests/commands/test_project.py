"""What `project` prints, and what it refuses."""

import numpy as np
import pytest


def test_pca_and_tsne_place_every_word(answer, command):
    found = answer("project", "--vectors", "teaching", "--words", 40)
    assert found["method"] == "pca" and np.array(found["points"]).shape == (40, 2) and len(found["words"]) == 40
    assert found["variance"][0] >= found["variance"][1] > 0 and 0 < found["trustworthiness"] <= 1
    settings = ("--method", "tsne", "--words", 40, "--dimensions", 3, "--steps", 10, "--perplexity", 5)
    found = answer("project", "--vectors", "teaching", *settings)
    assert np.array(found["points"]).shape == (40, 3) and found["divergence"] > 0
    assert len(command("project", "--vectors", "teaching", "--words", 12).splitlines()) == 13


WRONG = [
    ("--method", "magic"),
    ("--words", 1),
    ("--words", 10**9),
    ("--dimensions", 4),
    ("--perplexity", "0"),
    ("--steps", 0),
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_bad_input_is_one_line_and_status_2(command, wrong):
    line = command("project", "--vectors", "teaching", *wrong, status=2)
    assert len(line.splitlines()) == 1 and 20 < len(line) < 300
