"""The sweep that comes with the app: what was written is read back, and a damaged file is no example."""

from playground.runs import folder
from playground.runs.record import History, new_run
from playground.sweeps.example import FILE, POINTS, load_example, write_example
from playground.sweeps.results import groups
from playground.sweeps.sweep import USUAL_SWEEP, points
from tests.figures.records import curve


def test_what_was_written_is_read_back_without_whose_it_was(tmp_path, experiment):
    drawn = curve(500)
    history = History(tuple(drawn.steps), tuple(drawn.validations), (), tuple(drawn.decays))
    write_example(tmp_path, [(new_run(experiment, "ann", "Text"), history)])
    (entry,) = load_example(tmp_path)
    assert entry.run.visitor == "" and entry.run.experiment == experiment
    losses = {record.step: record.train_loss for record in drawn.steps}
    steps = entry.curves.steps
    assert len(steps["step"]) <= POINTS and all(
        losses[step] == loss for step, loss in zip(steps["step"], steps["train_loss"], strict=True)
    )
    assert max(steps["train_loss"]) == max(losses.values())


def test_a_damaged_file_is_no_example(tmp_path):
    assert load_example(tmp_path) == []
    for text in ("", "[1]", '[{"run": {}, "history": {}}]', '{"a": 1}'):
        (tmp_path / FILE).write_text(text)
        assert load_example(tmp_path) == []


def test_the_bundled_sweep_is_the_one_that_the_page_opens_with():
    found = load_example(folder.EXAMPLES)
    if found:
        assert sorted(map(hash, (entry.run.experiment for entry in found))) == sorted(map(hash, points(USUAL_SWEEP)))
        assert len(groups(found)) == 3 and all(
            entry.run.status == "finished" and len(entry.curves.validations["step"]) > 5 for entry in found
        )
