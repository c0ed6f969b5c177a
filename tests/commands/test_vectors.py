"""neighbours, analogy, evaluate and vectors: what they print is what the engine says of the same file."""

import pytest

from tests.vectors.conftest import text

ROWS = {"man": [1, 0, 0], "woman": [0, 1, 0], "king": [1, 0, 1], "queen": [0, 1, 1], "apple": [-1, -1, 0.1]}


@pytest.fixture
def file(tmp_path):
    (tmp_path / "some").write_bytes(text(ROWS))
    return tmp_path / "some"


def test_neighbours(answer, command, file):
    found = answer("neighbours", "king", "--vectors", file, "-n", 2)
    assert [one["word"] for one in found] == ["man", "queen"] and found[0]["similarity"] == pytest.approx(0.5**0.5)
    assert command("neighbours", "King", "man", "--vectors", file, "--measure", "euclidean").split()[1] == "queen"


def test_analogy(answer, file):
    found = answer("analogy", "man", "king", "woman", "--vectors", file)
    assert [one["word"] for one in found] == ["queen", "apple"]
    assert answer("analogy", "man", "king", "woman", "--vectors", file, "--method", "3cosmul")[0]["word"] == "queen"


def test_evaluate(answer, command, file, tmp_path):
    (tmp_path / "questions").write_text(": royal\nman king woman queen\nman king woman apple\nman king nobody queen\n")
    found = answer("evaluate", "--vectors", file, "--questions", tmp_path / "questions")
    assert found["all"] == {"accuracy": 0.5, "correct": 1, "questions": 2, "skipped": 1}
    assert found["sections"] == [{"name": "royal", **found["all"]}]
    assert "50.0%" in command("evaluate", "--vectors", file, "--questions", tmp_path / "questions")
    (tmp_path / "pairs").write_text("man king 1\nman woman 0\nman apple -1\n")
    assert answer("evaluate", "--vectors", file, "--questions", tmp_path / "pairs")["spearman"] == pytest.approx(1)


def test_inspect(answer, command, file):
    found = answer("vectors", "inspect", file)
    assert (found["format"], found["words"], found["dimensions"]) == ("glove-text", 5, 3) and found["seconds"] >= 0
    assert "5 words × 3 numbers" in command("vectors", "inspect", file)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("neighbours", "kingg"), "did you mean king"),
        (("neighbours", "king", "-n", "0"), "-n cannot be 0"),
        (("neighbours", "king", "--measure", "luck"), "no measure"),
        (("analogy", "man", "king", "womann"), "did you mean woman"),
        (("analogy", "man", "king", "woman", "--method", "luck"), "no method"),
        (("evaluate", "--questions", "nope"), "no set of questions"),
    ],
)
def test_what_is_wrong_is_one_line(command, file, arguments, said):
    line = command(*arguments, "--vectors", file, status=2)
    assert said in line and len(line.splitlines()) == 1


def test_a_broken_file_is_one_line(command, file):
    file.write_bytes(text(ROWS)[:-6])
    assert "Line 5 has 2 numbers" in command("vectors", "inspect", file, status=2)
    assert "cannot be read" in command("vectors", "inspect", file.with_name("none"), status=2)
    assert "no set of vectors" in command("neighbours", "king", "--vectors", "none", status=2)
