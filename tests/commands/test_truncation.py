"""The command that trains the networks of the truncation figure."""

from playground.gradients.truncation import load_truncation


def test_a_small_study_is_written_and_printed(command, tmp_path):
    printed = command("truncation", "--folder", tmp_path / "here", "--length", 4, "--steps", 1, "--seeds", 1)
    study = load_truncation(tmp_path / "here")
    assert [(run.length, run.rows, run.stateful) for run in study.runs] == [(4, 128, True), (4, 128, False)]
    assert study.experiment.training.budget == 1 and study.text_title == "Agreement sentences"
    assert f"{study.runs[0].loss:.4f} nats/token" in printed and study.versions["torch"]


def test_what_cannot_be_trained_is_refused_in_one_line(command):
    for wrong in (("--length", 0), ("--steps", 0), ("--seeds", 99), ("--length", "long")):
        assert len(command("truncation", *wrong, status=2).strip().splitlines()) == 1
