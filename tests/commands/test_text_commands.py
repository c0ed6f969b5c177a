"""complete, score, ngram and sample: what they print is what the engine says of the same run."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.__main__ import main
from playground.language.beam import BeamSettings, beam_search
from playground.language.completion import completer
from playground.language.keystrokes import begin_typing
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams
from playground.language.scoring import score
from playground.runs.folder import examples, load_run
from playground.settings import settings
from playground.text.corpora import load_corpus
from playground.text.dataset import prepare
from playground.text.ngram import measure

ROOT = Path(__file__).parents[2]
RUN = ("--run", "example-gru")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home folder of its own."""
    monkeypatch.setenv("PLAYGROUND_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture(scope="module")
def saved():
    return load_run(examples()["example-gru"])


@pytest.fixture(scope="module")
def predictor(saved):
    return NetworkPredictor(saved.model, saved.vocabulary)


@pytest.fixture
def said(capsys):
    """Run a command and return what it printed."""

    def run(*arguments):
        assert main([str(argument) for argument in arguments]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def refused(capsys):
    """Run a command that is refused and return its one line."""

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        found = capsys.readouterr()
        assert end.value.code == 2 and not found.out and len(found.err.splitlines()) == 1
        return found.err

    return run


def test_complete_prints_whole_words_and_their_probabilities(said, predictor):
    found = json.loads(said("complete", *RUN, "--text", "The city of ", "-n", 7, "--json"))
    expected = begin_typing(completer(predictor)).to("The city of ").completions(7)
    assert [(one["text"], one["probability"]) for one in found] == [(one.text, one.probability) for one in expected]
    assert len(found) == 7 and sum(one["probability"] for one in found) <= 1
    table = said("complete", *RUN, "--text", "The ci").splitlines()
    assert len(table) == 5 and all(line.split()[1].startswith("ci") for line in table)


def test_score_prints_each_token_of_each_sentence(said, predictor):
    sentences = ["The apple and pair salad", "The apple and pear salad"]
    found = json.loads(said("score", *RUN, "--json", *sentences))
    for one, expected in zip(found, score(predictor, sentences), strict=True):
        assert one["log_probability"] == pytest.approx(expected.log_probability)
        assert one["log_probability"] == pytest.approx(sum(token["log_probability"] for token in one["tokens"]))
        assert "".join(token["token"] for token in one["tokens"]) == one["text"] == expected.text
    text = said("score", *RUN, *sentences)
    assert all(sentence in text for sentence in sentences) and f"{found[0]['log_probability']:.3f} nats" in text


def test_ngram_prints_what_counting_gives(said):
    found = json.loads(said("ngram", "--corpus", "dinosaurs", "--order", 4, "--json"))
    dataset = prepare(load_corpus("dinosaurs", settings().home), "character", 10_000, 0.1)
    model = count_ngrams(dataset, NGramSettings(4)).model
    measured = measure(model, dataset.validation.numpy())
    assert found["perplexity"] == pytest.approx(math.exp(measured.nats))
    assert found["bits_per_character"] == pytest.approx(measured.nats / math.log(2), rel=1e-3)
    assert (tuple(found["grams"]), tuple(found["contexts"])) == (model.grams, model.contexts)
    assert found["memory_bytes"] == model.nbytes and found["validation_tokens"] == len(dataset.validation)
    assert f"perplexity {found['perplexity']:.2f}" in said("ngram", "--corpus", "dinosaurs", "--order", 4)


def test_ngram_reads_the_whole_corpus_where_another_text_is_given(said, home):
    (home / "train.txt").write_text("the cat sat on the mat .\nthe dog sat on the log .\n" * 20)
    (home / "valid.txt").write_text("the dog sat on the mat .\nthe cat sat on the log .\n" * 10)
    files = ("--corpus", home / "train.txt", "--validation", home / "valid.txt")
    found = json.loads(said("ngram", *files, "--tokenizer", "word", "--order", 3, "--json"))
    assert (found["tokens"], found["validation_tokens"], found["vocabulary"]) == (40 * 8, 20 * 8, 10)
    assert 1 < found["perplexity"] < 3


def test_sample_writes_several_texts_each_with_the_next_seed(said):
    several = json.loads(said("sample", *RUN, "--length", 30, "--seed", 5, "--count", 3, "--json"))
    alone = [json.loads(said("sample", *RUN, "--length", 30, "--seed", seed, "--json")) for seed in (5, 6, 7)]
    assert [one["text"] for one in several["texts"]] == [one["text"] for one in alone]
    assert several["text"] == several["texts"][0]["text"] and several["texts"][0] == alone[0]["texts"][0]
    assert said("sample", *RUN, "--length", 30, "--seed", 5, "--count", 2) == "".join(one["text"] + "\n" for one in alone[:2])


def test_sample_prints_the_best_texts_of_a_beam(said, predictor):
    found = json.loads(said("sample", *RUN, "--prime", "The ", "--beam", 4, "--count", 3, "--length", 12, "--json"))
    tree = beam_search(predictor, predictor.primed("The "), BeamSettings(12, 4))
    prefix = predictor.vocabulary.prefix("The ")
    assert [one["text"] for one in found["texts"]] == [tree.text(one, predictor.vocabulary, prefix) for one in tree.found[:3]]
    assert [one["log_probability"] for one in found["texts"]] == [one.log_probability for one in tree.found[:3]]


def test_a_beam_of_one_is_temperature_zero(said):
    arguments = ("sample", *RUN, "--prime", "In the ", "--length", 40)
    assert said(*arguments, "--beam", 1) == said(*arguments, "--temperature", 0)


def test_a_switch_alone_means_yes(said):
    arguments = ("sample", "--run", "example-names", "--seed", 3, "--length", 100, "--stop")
    assert said(*arguments) == said(*arguments, "yes") != said(*arguments, "no")


def test_bytes_that_are_no_text_leave_no_traceback():
    command = [sys.executable, "-m", "playground", "score", *RUN, "--json", b"\xff day"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    result = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment)
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)[0]["text"] == "\udcff day"


REFUSED = [
    ("complete", *RUN),
    ("complete", *RUN, "--text", "a", "-n", 0),
    ("complete", *RUN, "--text", "a", "-n", "some"),
    ("complete", *RUN, "--text", "x" * 5000),
    ("complete", "--run", "nobody", "--text", "a"),
    ("score", *RUN),
    ("score", *RUN, ""),
    ("score", *RUN, "x" * 30_000),
    ("ngram", "--corpus", "dinosaurs", "--order", 9),
    ("ngram", "--corpus", "dinosaurs", "--order", 6, "--tokenizer", "word"),
    ("ngram", "--corpus", "dinosaurs", "--tokenizer", "syllable"),
    ("ngram", "--corpus", "dinosaurs", "--validation", "no-such-file"),
    ("sample", *RUN, "--beam", 0),
    ("sample", *RUN, "--beam", 1000),
    ("sample", *RUN, "--beam", 4, "--temperature", 1),
    ("sample", *RUN, "--length-penalty", 1),
    ("sample", *RUN, "--beam", 2, "--count", 3),
    ("sample", *RUN, "--count", 0),
]


@pytest.mark.parametrize("arguments", REFUSED, ids=lambda arguments: " ".join(map(str, arguments))[:60])
def test_bad_input_is_refused_in_one_line(refused, arguments):
    assert len(refused(*arguments)) > 20
