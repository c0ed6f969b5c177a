"""The page on states that are carried over or reset."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.figures.units import LOSS_UNITS
from playground.gradients.truncation import FILE, TruncatedRun, Truncation, truncation_text
from playground.language.experiment import Experiment
from playground.runs import folder
from playground.ui import examples, stateful, truncation
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

RUNS = tuple(TruncatedRun(at, 64 // at, state, 1, 1.0 / at) for state in (True, False) for at in (1, 4))


@pytest.fixture
def study(monkeypatch, tmp_path):
    """Keep the losses of a few networks where the examples are kept."""
    monkeypatch.setattr(folder, "EXAMPLES", tmp_path)
    (tmp_path / FILE).write_text(truncation_text(Truncation(Experiment(), "Pangrams", {"torch": "2.0"}, RUNS)))
    truncation.bundled_truncation.clear()
    yield
    truncation.bundled_truncation.clear()


@pytest.fixture(autouse=True)
def no_study(site):
    truncation.bundled_truncation.clear()
    stateful.shared_reading.clear()


def menu(page):
    return next(element for element in page.selectbox if element.key == "stateful-run")


def test_without_any_run_it_says_what_to_do(open_page):
    page = open_page("stateful")
    assert whole(page) and "No trained run is here yet" in said(page) and not page.get("plotly_chart")


def test_without_runs_the_networks_trained_beforehand_are_shown(open_page, study):
    page = open_page("stateful")
    assert whole(page) and len(page.get("plotly_chart")) == 1 and "python -m playground truncation" in said(page)


def test_it_opens_with_the_bundled_gru(open_page, with_examples):
    page = open_page("stateful")
    assert whole(page) and len(page.get("plotly_chart")) == 1 and query(page) == {}
    assert menu(page).value == "example-gru" and "validation text of the run" in said(page)
    assert "Why shuffled batches break it" in said(page) and page.latex
    assert "reset to zero from" in str(page.get("plotly_chart")[0].proto)


def test_a_run_of_ones_own_is_read_and_named_in_the_url(open_page, own_run):
    page = open_page("stateful", run=own_run.id, length="8")
    assert whole(page) and own_run.name in said(page) and "windows of 8 tokens" in said(page)
    assert query(page) == {"run": own_run.id, "length": "8"}


def test_the_run_of_somebody_else_is_refused(open_page, own_run, with_examples):
    page = open_page("stateful", token="0" * 32, run=own_run.id)
    assert whole(page) and "There is no such run" in said(page).replace("\\", "") and own_run.id not in menu(page).options
    assert query(page) == {} and menu(page).value == "example-gru"


def test_nonsense_in_the_url_is_named(open_page, with_examples):
    page = open_page("stateful", run="../../etc", length="1e9")
    assert whole(page) and "Window cannot be" in said(page) and query(page) == {} and page.get("plotly_chart")


def test_another_run_is_chosen(open_page, own_run, with_examples):
    page = open_page("stateful")
    menu(page).set_value(own_run.id).run()
    assert whole(page) and query(page) == {"run": own_run.id} and own_run.name in said(page)


def test_a_window_that_cannot_be_is_said_beside_the_control(open_page, with_examples):
    page = open_page("stateful")
    next(box for box in page.number_input if box.key == "stateful-length").set_value(1).run()
    assert whole(page) and "Window cannot be 1" in said(page).replace("\\", "") and page.get("plotly_chart")


def test_chips(open_page, with_examples):
    page = open_page("stateful")
    button(page, "stateful-chip-0").click().run()
    assert query(page) == {"length": "8"} and stateful.SHORT.look_for in said(page)
    button(page, "stateful-chip-1").click().run()
    assert query(page) == {"length": "128"} and stateful.LONG.look_for in said(page)


def test_a_text_too_short_for_two_windows_says_so(open_page, own_run, monkeypatch):
    monkeypatch.setattr(stateful, "reading_ids", lambda *given: (torch.arange(20) % 5, "validation text"))
    page = open_page("stateful", run=own_run.id, length="200")
    assert whole(page) and "choose a shorter window" in said(page)


@pytest.mark.parametrize(("shuffled", "said_of_it"), [(4.4251, "no worse than none here"), (4.6, "is worse than none.")])
def test_a_memory_is_worse_than_none_only_by_more_than_chance(shuffled, said_of_it):
    found = {name: np.array([loss, 4.4]) for name, loss in (("carried", 4.424), ("reset", 4.425), ("shuffled", shuffled))}
    told = stateful.verdict(stateful.Reading(found, 10, 2, "validation text"), LOSS_UNITS["nats"], 1.0)
    assert said_of_it in told and ("a word that is not there" in told) == (shuffled > 4.5)


def test_a_truncation_length_sets_up_the_training_page(open_page, own_run):
    page = open_page("stateful", run=own_run.id)
    button(page, "truncate-8").click().run()
    assert page.title[0].value == "Train a language model"
    experiment = page.session_state["train-settings"]
    assert (experiment.training.sequence_length, experiment.training.batch_size) == (8, 8)
    assert experiment.model == own_run.experiment.model


def test_lengths_whose_batches_would_be_too_large_are_not_offered():
    assert list(truncation.possible(Experiment().with_(batch_size=512))) == [32, 64]


def test_a_bundled_run_has_one_name(open_page, saved_run, site, monkeypatch, tmp_path):
    """Whatever its file calls it: what the menu offers is what the heading says."""
    run, history, weights, vocabulary = saved_run
    folder.save_run(tmp_path / "gru", replace(run, name="GRU example"), history, weights, vocabulary)
    monkeypatch.setattr(folder, "EXAMPLES", tmp_path)
    examples.bundled.clear()
    page = open_page("stateful")
    examples.bundled.clear()
    (menu,) = [box for box in page.selectbox if box.key == "stateful-run"]
    assert menu.options == ["Bundled: GRU 16 · Pangrams"] and "GRU 16 · Pangrams</h2>" in said(page)
