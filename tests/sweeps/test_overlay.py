"""Lines of several runs against the raw records: smoothing and thinning make nothing up, and extremes stay."""

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.language.experiment import Experiment
from playground.runs.curves import RunCurves
from playground.runs.record import new_run
from playground.sweeps.overlay import FEWEST_POINTS, METRICS, lines_of, room, thinned, tokenizers
from playground.sweeps.results import Entry

GENERATOR = np.random.default_rng(7)


def entry(count=500, characters=1.0, name="a run", first=1, **changes):
    """A run with noisy losses, one spike, and a gradient that was once not a number."""
    step = np.arange(first, first + count, dtype=float)
    losses = 2 + np.exp(-step / 50) + 0.1 * GENERATOR.standard_normal(count)
    losses[count // 3] += 5
    norms = np.exp(GENERATOR.standard_normal(count))
    norms[3:5] = math.nan, 0.0
    steps = dict(step=step, tokens=step * 64, seconds=step / 8, train_loss=losses, gradient_norm=norms)
    seen = {name: steps[name][9::10] for name in ("step", "tokens", "seconds")} | {"validation_loss": losses[9::10] + 0.2}
    run = replace(new_run(Experiment().with_(**changes), "ann", "Text", name), characters_per_token=characters, text_digest="x")
    return Entry(run, RunCurves(steps, seen))


@pytest.mark.parametrize("axis", ["step", "tokens", "seconds"])
def test_raw_points_are_the_records_and_smooth_ones_their_neighbours_mean(axis):
    one = entry()
    (line,) = lines_of([one], "training", axis, 0.02, True)
    assert line.x.tolist() == one.curves.steps[axis].tolist() and line.raw.tolist() == one.curves.steps["train_loss"].tolist()
    for place in (0, 4, 100, 250, 499):
        before = min(10, place)
        after = min(before, 499 - place)
        assert line.even[place] == pytest.approx(line.raw[place - before : place + after + 1].mean())


def test_thinning_leaves_points_out_but_changes_none_and_keeps_the_extremes():
    (line,) = lines_of([entry(5000)], "training", "step", 0.0, True)
    x, y = thinned(line, "raw", 200)
    known = dict(zip(line.x.tolist(), line.raw.tolist(), strict=True))
    assert len(x) <= 200 and all(known[place] == value for place, value in zip(x.tolist(), y.tolist(), strict=True))
    assert (y.min(), y.max(), x[0], x[-1]) == (line.raw.min(), line.raw.max(), 1, 5000)


def test_seeds_share_a_line_with_the_plain_mean_and_a_band_around_it():
    seeds = [entry(seed=seed, name=f"GRU 256 · seed {seed}") for seed in (1, 2, 3)]
    (line,) = lines_of(seeds, "training", "step", 0.0, True)
    losses = np.array([one.curves.steps["train_loss"] for one in seeds])
    assert line.name == "GRU 256 · 3 seeds" and line.seeds == 3
    assert line.raw.tolist() == pytest.approx(losses.mean(axis=0)) and line.low.tolist() == losses.min(axis=0).tolist()
    assert line.high.tolist() == losses.max(axis=0).tolist()
    assert [one.rank for one in lines_of(seeds, "training", "step", 0.0, False)] == [0, 1, 2]


def test_seeds_that_were_measured_at_other_steps_stay_apart():
    apart = [entry(seed=1), entry(seed=2, first=7)]
    assert len(lines_of(apart, "validation", "step", 0.0, True)) == 2
    assert len(lines_of(apart, "training", "step", 0.0, True)) == 1  # of every step there is a record


def test_what_is_no_number_is_left_out_and_a_run_without_values_has_no_line():
    one = entry()
    (line,) = lines_of([one], "norm", "step", 0.0, True)
    assert len(line.x) == 498 and np.isfinite(line.raw).all() and (line.raw > 0).all()
    empty = Entry(one.run, RunCurves())
    assert [lines_of([empty], metric, "step", 0.02, True) for metric in METRICS] == [[]] * len(METRICS)


def test_speed_is_tokens_over_seconds_whatever_the_stretch():
    (line,) = lines_of([entry()], "speed", "tokens", 0.0, True)
    assert line.even.tolist() == pytest.approx([512.0] * len(line.even)) and 100 < len(line.x) <= 200


def test_many_lines_share_the_room_of_one_figure():
    assert room(1) == 1500 and room(200) == 80 and room(5000) == FEWEST_POINTS


def test_tokenizers_are_told_apart():
    assert tokenizers([entry(10), entry(10, tokenizer="word"), entry(10)]) == ["character", "word"]
