"""The figures of an explosion show what the records say, and where no number is, they say so."""

import copy
import math

import numpy as np
import pytest

from playground.figures.explosions import (
    BINS,
    NAMES,
    bin_edges,
    describe_explosion,
    drawable,
    explosion_loss,
    explosion_norms,
    explosion_rows,
    look,
    norm_histograms,
)
from playground.figures.theme import THEMES
from playground.language.optimisation import CLIPPINGS
from playground.language.records import StepRecord

LIGHT, GUESS, COUNT = THEMES["light"], 3.0, 10
INF, NAN = math.inf, math.nan


def run(*triples):
    return [StepRecord(at, at, 0.0, *triple, 0.1) for at, triple in enumerate(triples, start=1)]


RUNS = {
    "norm": run((3.0, 2.0, 1.0), (2.5, 8.0, 1.0), (2.0, 0.5, 0.5)),
    "value": run((3.0, 2.0, 2.0), (2.6, 9.0, 4.0), (2.2, 0.6, 0.6)),
    "none": run((3.0, 2.0, 2.0), (5e5, 1e6, 1e6), (NAN, NAN, NAN)),
}


def test_every_kind_of_clipping_has_a_name_and_a_line_of_its_own():
    assert NAMES.keys() == CLIPPINGS.keys()
    assert len({look(name, cell, theme) for name in NAMES for theme in THEMES.values() for cell in ["gru"]}) == 5


def test_loss_is_drawn_as_it_is_and_what_runs_away_is_written():
    figure = explosion_loss(RUNS, "rnn-relu", COUNT, GUESS, LIGHT)
    drawn = {line.name: list(line.y) for line in figure.data}
    assert drawn == {"no clipping": [3.0, 5e5], "by norm": [3.0, 2.5, 2.0], "by value": [3.0, 2.6, 2.2]}
    assert [one.text for one in figure.layout.annotations] == ["no clipping: up to 500,000, no number from step 3"]
    assert figure.layout.yaxis.range[1] == 2 * GUESS


def test_where_nothing_runs_away_nothing_is_written_or_cut_off():
    figure = explosion_loss({"norm": RUNS["norm"]}, "gru", COUNT, GUESS, LIGHT)
    assert not figure.layout.annotations and figure.layout.yaxis.range is None


def test_norms_are_on_a_log_axis_with_the_threshold():
    figure = explosion_norms(RUNS, "rnn-relu", COUNT, 1.0, LIGHT)
    drawn = {line.name: list(line.y) for line in figure.data}
    assert drawn["no clipping"] == [2.0, 1e6] and drawn["by norm"] == [2.0, 8.0, 0.5]
    assert drawn["by norm, after"] == [1.0, 1.0, 0.5] and drawn["clip at 1"] == [1.0, 1.0]
    assert figure.layout.yaxis.type == "log" and "log scale" in figure.layout.yaxis.title.text
    assert figure.layout.annotations[0].text == "clip at 1" and figure.layout.annotations[0].y == 0.0


def test_the_legends_of_figures_side_by_side_are_the_same():
    """One row more above one of two plots would push it down."""
    shown = lambda figure: [line.name for line in figure.data if line.showlegend is not False]  # noqa: E731
    left = shown(explosion_loss(RUNS, "gru", COUNT, GUESS, LIGHT))
    assert left == shown(explosion_norms(RUNS, "gru", COUNT, 1.0, LIGHT))


@pytest.mark.parametrize(("norms", "ticks"), [((0.4, 0.9), "D1"), ((0.4, 9.0), "D2"), ((1e-3, 1e9), None)])
def test_a_histogram_of_any_width_has_ticks(norms, ticks):
    figure = norm_histograms({"none": run(*((1.0, norm, norm) for norm in norms))}, "gru", 1.0, LIGHT)
    assert figure.layout.xaxis.dtick == ticks
    if ticks is None:
        assert list(figure.layout.xaxis.ticktext)[:3] == ["10⁻²", "1", "10²"] and figure.layout.xaxis.tickvals[0] == 0.01


def test_the_histogram_counts_every_finite_norm_before_and_after():
    figure, edges = norm_histograms(RUNS, "rnn-relu", 1.0, LIGHT), bin_edges(RUNS)
    assert len(edges) == BINS + 1
    pairs = [line for line in figure.data if line.x[0] is not None]
    for (name, steps), place in zip([(name, RUNS[name]) for name in NAMES], range(0, 6, 2), strict=True):
        before, after = pairs[place : place + 2]
        kept = drawable(steps)
        for line, norms in ((before, [r.gradient_norm for r in kept]), (after, [r.clipped_norm for r in kept])):
            inside = lambda low, high, norms=norms: sum(low <= norm < high for norm in norms)  # noqa: E731
            assert list(line.y[:-1]) == [inside(*pair) for pair in zip(edges, edges[1:], strict=False)], name
            assert line.y.sum() == len(kept)
    titles = [one.text for one in figure.layout.annotations]
    assert titles[0] == "no clipping: 3 updates, 1 of them without a finite norm" and titles[1] == "by norm: 3 updates"


@pytest.mark.parametrize(
    "runs",
    [
        {"none": run((90.0, INF, INF))},
        {"none": run((3.0, 1.0, 1.0)), "norm": run((3.0, 1.0, 1.0))},
        {"none": run((NAN, NAN, NAN))},
        {"none": run((3.0, 0.0, 0.0))},
    ],
    ids=["infinite at once", "one step", "no number at all", "no gradient"],
)
def test_the_shortest_runs_can_be_drawn(runs):
    for figure in (
        explosion_loss(runs, "gru", 1, GUESS, LIGHT),
        explosion_norms(runs, "gru", 1, 1.0, LIGHT),
        norm_histograms(runs, "gru", 1.0, LIGHT),
    ):
        assert figure.to_json() and np.isfinite(figure.layout.height)
    assert describe_explosion(runs)


def test_the_words_and_the_table_say_what_the_figures_show():
    text = describe_explosion(RUNS)
    assert "No clipping: loss from 3 to no number from step 3; largest gradient norm 1,000,000." in text
    assert "By norm: loss from 3 to 2 after 3 steps; largest gradient norm 8." in text
    rows = explosion_rows(RUNS)
    assert len(rows) == 9 and rows[1] == ("no clipping", 2, 5e5, 1e6, 1e6) and rows[4] == ("by norm", 2, 2.5, 8.0, 1.0)


def test_arguments_are_left_alone():
    before = copy.deepcopy({name: steps for name, steps in RUNS.items() if name != "none"})
    norm_histograms(RUNS, "gru", 1.0, LIGHT)
    assert {name: RUNS[name] for name in before} == before
