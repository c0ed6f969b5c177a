"""What `gradients`, `connectivity` and `memory` print, and what they refuse."""

import math

import pytest

LINEAR = ("--cell", "rnn", "--activation", "linear", "--hidden", 1, "--seeds", 2)


def test_gradients_of_a_linear_rnn_are_powers_of_its_radius(answer, command):
    settings = (*LINEAR, "--spectral-radius", 0.5, "--length", 40)
    h = answer("gradients", *settings)["states"]["h"]
    assert [norm / h["norms"][0] for norm in h["norms"]] == pytest.approx([0.5**back for back in range(40)], rel=1e-9)
    assert (h["half_life"], h["steps_to_1_percent"]) == pytest.approx((1.0, math.log(100) / math.log(2)))
    assert h["seeds"] == 2 and "half of it is left 1.0 steps back" in command("gradients", *settings)


def test_what_is_too_small_for_a_number_is_there_as_its_logarithm(answer):
    h = answer("gradients", *LINEAR, "--spectral-radius", 0.1, "--length", 500)["states"]["h"]
    assert h["norms"][-1] == 0.0 and h["norms"][300] > 0
    assert h["log10_norms"][-1] - h["log10_norms"][0] == pytest.approx(-499)


def test_gradients_of_a_run_have_every_state_of_its_cell(answer):
    found = answer("gradients", "--run", "example-lstm", "--length", 20, "--seeds", 2, "--batch", 4)
    assert found["source"] == "validation text"
    assert [(name, len(state["norms"])) for name, state in found["states"].items()] == [("h", 20), ("c", 20)]
    assert all(state["norms"][0] > state["norms"][-1] > 0 for state in found["states"].values())


def test_connectivity_names_tokens_and_looks_back_alone(answer, command):
    text = "A short day"
    found = answer("connectivity", "--run", "example-gru", "--text", text)
    assert "".join(found["tokens"]) == text and len(found["followed"]) == len(found["top"]) == 11
    assert [[value > 0 for value in row] for row in found["matrix"]] == [[j <= i for j in range(11)] for i in range(11)]
    assert found["top"][0][0].keys() == {"token", "probability"}
    assert len(command("connectivity", "--run", "example-gru", "--text", text).splitlines()) == 11


def test_connectivity_says_what_a_run_does_not_know(answer, command):
    call = ("connectivity", "--run", "example-gru", "--text", "10 € or 好, €")
    assert answer(*call)["unknown"] == ["€", "好"]
    first, *rest = command(*call).splitlines()
    assert first == "The run does not know '€', '好': it reads <unk> there." and len(rest) == len(call[-1])


def test_memory_gives_the_accuracy_of_each_gap_beside_chance(answer, command):
    settings = ("memory", "--task", "copy", "--cell", "gru", "--gaps", "1,3", "--steps", 30, "--hidden", 16, "--seeds", 2)
    found = answer(*settings)
    assert found["accuracy"].keys() == found["low"].keys() == {"1", "3"} and found["chance"] == 0.125
    assert found["steps"] == [30, 30] and "squared_error" not in found
    assert "gap   3:" in command(*settings)
    adding = answer("memory", "--task", "adding", "--cell", "rnn", "--gaps", "2", "--steps", 5)
    assert adding["squared_error"].keys() == {"2"} and adding["chance_squared_error"] == pytest.approx(1 / 6)


REFUSED = [
    ("memory", "--task", "chess"),
    ("memory", "--task", "copy", "--gaps", "0"),
    ("memory", "--task", "copy", "--seconds", 1e9),
    ("memory", "--task", "copy", "--seeds", 0),
    ("memory", "--task", "copy", "--cell", "gru", "--forget-bias", 3),
    ("gradients",),
    ("gradients", "--cell", "lstm", "--run", "example-gru"),
    ("gradients", "--cell", "gru", "--activation", "relu"),
    ("gradients", "--cell", "rnn-relu", "--activation", "tanh"),
    ("gradients", "--cell", "rnn", "--forget-bias", 3),
    ("gradients", "--cell", "lstm", "--layer", 1),
    ("gradients", "--cell", "quantum"),
    ("gradients", "--cell", "lstm", "--length", 100_000),
    ("gradients", "--cell", "lstm", "--spectral-radius", "nan"),
    ("gradients", "--run", "example-gru", "--hidden", 5),
    ("gradients", "--run", "example-gru", "--layer", 2),
    ("gradients", "--run", "no-such-run"),
    ("connectivity", "--run", "example-gru", "--text", ""),
    ("connectivity", "--run", "example-gru", "--text", "a" * 501),
    ("connectivity", "--run", "example-gru", "--text", "a", "--measure", "guess"),
    ("connectivity", "--run", "no-such-run", "--text", "a"),
]


@pytest.mark.parametrize("arguments", REFUSED, ids=lambda arguments: " ".join(map(str, arguments))[:60])
def test_bad_input_is_one_line_and_status_2(command, arguments):
    line = command(*arguments, status=2)
    assert len(line.splitlines()) == 1 and 20 < len(line) < 300
