"""Groups, tables, bands and heat maps against plain recomputation."""

import math
from dataclasses import replace
from itertools import product
from statistics import mean

import numpy as np
import pytest

from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.runs.curves import RunCurves
from playground.runs.record import new_run
from playground.sweeps.results import Entry, Spread, band, differing, groups, heat, ranked, reached, rows, usual_target


def curves(losses, first=10):
    steps = np.arange(1, len(losses) + 1) * float(first)
    return RunCurves(validations={"step": steps, "tokens": steps * 64, "seconds": steps / 4, "validation_loss": np.array(losses)})


def entry(losses, parameters=1000, **changes):
    run = replace(
        new_run(Experiment().with_(**changes), "ann", "Text"), status="finished", text_digest="x", parameters=parameters
    )
    run = replace(run, validation_loss=losses[-1] if losses else None, tokens=6400, seconds=4.0, characters_per_token=1.0)
    return Entry(run, curves(losses))


ENTRIES = [
    entry([3.0, 2.5, 2.0], cell="rnn", seed=1),
    entry([3.0, 2.0, 1.0], 2000, cell="gru", seed=1),
    entry([3.5, 2.8, 2.4], cell="rnn", seed=2),
    entry([2.9, 1.9, 1.4], 2000, cell="gru", seed=2),
    entry([], 500, cell="lstm", seed=1),
]


def test_runs_that_differ_in_their_seed_are_one_group():
    found = groups(ENTRIES)
    assert [(group.experiment.model.cell, len(group.entries), group.finished) for group in found] == [
        ("rnn", 2, 2),
        ("gru", 2, 2),
        ("lstm", 1, 1),
    ]
    other = Entry(replace(ENTRIES[0].run, text_digest="another text"), ENTRIES[0].curves)
    assert len(groups([ENTRIES[0], other])) == 2


def test_a_run_and_its_copy_are_not_two_seeds():
    copies = [Entry(replace(ENTRIES[0].run, id=name), ENTRIES[0].curves) for name in ("copy", "another")]
    found = groups([ENTRIES[0], copies[0], ENTRIES[2], copies[1]])
    assert [[one.run.id for one in group.entries] for group in found] == [
        [ENTRIES[0].run.id, ENTRIES[2].run.id],
        ["copy"],
        ["another"],
    ]


def test_the_table_holds_means_and_the_span_of_the_seeds():
    rnn, gru, lstm = rows(ENTRIES, 2.4)
    assert rnn.loss == Spread(pytest.approx(2.2), 2.0, 2.4, 2) and rnn.bits == pytest.approx(2.2 / math.log(2))
    assert (rnn.times, rnn.time.mean, gru.time.mean) == (2, pytest.approx(30 / 4), pytest.approx(20 / 4))
    assert (rnn.parameters, gru.parameters, rnn.speed.mean) == (1000, 2000, 1600.0)
    assert lstm.loss == Spread(None, None, None, 0) and lstm.times == 0 and lstm.bits is None


def test_the_best_stands_first_and_what_has_no_loss_last():
    cells = lambda order: [row.group.experiment.model.cell for row in ranked(rows(ENTRIES, 2.1), order)]  # noqa: E731
    assert cells("loss") == ["gru", "rnn", "lstm"]
    assert cells("time") == ["gru", "rnn", "lstm"]  # both seeds of the GRU reached 2.1, one of the RNN
    assert cells("parameters") == ["lstm", "rnn", "gru"]
    with pytest.raises(Refusal):
        ranked([], "beauty")


def test_runs_in_words_and_in_characters_are_ranked_per_character():
    words = entry([5.5], tokenizer="word")
    words = Entry(replace(words.run, characters_per_token=5.0), words.curves)
    assert [row.group.experiment.text.tokenizer for row in ranked(rows([entry([1.5]), words], None), "loss")] == [
        "word",
        "character",
    ]


def test_a_target_is_reached_at_a_moment_that_was_measured():
    found = reached(curves([3.0, 2.0, 2.5, 1.5]), 2.2)
    assert (found.step, found.tokens, found.seconds) == (20, 1280, 5.0)
    assert reached(curves([3.0, 2.0]), 2.0).step == 20 and reached(curves([3.0]), 2.9) is None and reached(curves([]), 9) is None
    assert usual_target(ENTRIES) == math.ceil(100 * mean([2.2, 1.2])) / 100 and usual_target([]) is None


def test_only_settings_that_differ_are_told():
    experiments = [Experiment().with_(**changes) for changes in ({"layers": 2}, {"cell": "lstm", "seed": 3}, {})]
    assert differing(experiments) == {"cell": ["gru", "lstm", "gru"], "layers": [2, 1, 1]}
    with_bias = [Experiment().with_(cell="lstm", forget_bias=3.0), Experiment().with_(cell="lstm"), Experiment()]
    assert differing(with_bias) == {"cell": ["lstm", "lstm", "gru"], "forget_bias": [3.0, 1.0, None]}
    assert differing([]) == differing([Experiment()]) == {}


def test_a_band_is_the_plain_mean_where_all_seeds_have_a_value():
    generator = np.random.default_rng(0)
    tables, values = [], []
    for missing in ({3}, {5, 6}, set()):
        steps = np.array([float(step) for step in range(1, 12) if step not in missing])
        tables.append({"step": steps, "seconds": steps * generator.random()})
        values.append(generator.random(len(steps)))
    found = band(tables, "seconds", values)
    for place, step in enumerate(step for step in range(1, 12) if step not in (3, 5, 6)):
        here = [value[list(table["step"]).index(step)] for table, value in zip(tables, values, strict=True)]
        at = [table["seconds"][list(table["step"]).index(step)] for table in tables]
        assert found.mean[place] == pytest.approx(mean(here)) and found.x[place] == pytest.approx(mean(at))
        assert (found.low[place], found.high[place]) == (min(here), max(here))
    assert len(found.x) == 8 and found.seeds == 3


def test_a_heat_map_averages_what_shares_two_values():
    entries = [entry([layers + rate + seed / 10], layers=layers, learning_rate=rate, seed=seed)
               for layers, rate, seed in product((1, 2), (0.01, 0.1), (1, 2)) if (layers, rate) != (2, 0.1)]  # fmt: skip
    found = heat(entries, "learning_rate", "layers")
    assert (found.across, found.up, found.counts.tolist()) == ((0.01, 0.1), (1, 2), [[2, 2], [2, 0]])
    assert found.losses[0].tolist() == pytest.approx([1.16, 1.25]) and math.isnan(found.losses[1, 1])
