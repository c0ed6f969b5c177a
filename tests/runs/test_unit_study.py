"""The search for units as a study: a unit that was planted is found in a run of the visitor's, and in nobody else's."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import save

from models.language_model import LanguageModel
from playground.errors import Refusal
from playground.jobs.studies import Desk
from playground.language.activations import NAMES, Series, all_series, rank_units, record
from playground.language.experiment import Experiment
from playground.language.patterns import PATTERNS, over_tokens
from playground.runs.folder import stored_run
from playground.runs.reading import reading_text
from playground.runs.record import COMMAND_LINE, new_run
from playground.runs.sharing import copy_run
from playground.runs.store import RunStore
from playground.runs.unit_study import OWN, UnitStudySettings, matches_of, pattern_named, unit_study
from playground.settings import Settings
from playground.text.corpora import corpus_from_bytes
from playground.text.dataset import prepare

CODE = "".join(f"call(one, [two{n}, (three)], four) and {{more}} or (less (of ({n})))\n" for n in range(150))
PLANTED = 5


@pytest.fixture
def desk(tmp_path):
    return Desk("ann", RunStore("sqlite://"), Settings(home=tmp_path))


@pytest.fixture
def run(desk):
    """A run of two layers whose lower one has a unit that counts open brackets, with the text that it was checked on."""
    name = desk.store.put_text("ann", corpus_from_bytes(CODE.encode(), "code.txt", 10**6), keep=3)
    experiment = Experiment().with_(
        corpus=name, cell="rnn-relu", layers=2, hidden_size=12, embedding_size=8, validation_share=0.5
    )
    vocabulary = prepare(desk.store.text("ann", name), "character", 10_000, 0.5).vocabulary
    torch.manual_seed(4)
    model = LanguageModel(experiment.model.config(len(vocabulary)))
    cell = model.recurrent.cells[0]
    with torch.no_grad():
        model.embedding.weight[:, 0] = 0
        for mark in "([{)]}":
            model.embedding.weight[vocabulary.index[mark], 0] = 1.0 if mark in "([{" else -1.0
        cell.weight_ih[PLANTED], cell.weight_hh[PLANTED] = 0.0, 0.0
        cell.weight_ih[PLANTED, 0] = cell.weight_hh[PLANTED, PLANTED] = 1.0
    made = replace(new_run(experiment, "ann", "Code"), status="finished", step=1)
    desk.store.add(made)
    files = {"weights": save(dict(model.state_dict())), "vocabulary": json.dumps(vocabulary.to_json()).encode()}
    desk.store.save(made.id, (), files)
    return made


def test_the_planted_unit_is_the_closest(desk, run):
    events = list(unit_study(UnitStudySettings(run=run.id, expression=r"\([^()]*\)"), desk))
    best, *_ = matches_of(events, "depth")
    assert (best.series, best.unit) == (Series(0, "h"), PLANTED) and best.correlation > 0.99
    assert {one.series for one in matches_of(events, "depth")} == {Series(0, "h"), Series(1, "h")}
    own = matches_of(events, OWN)
    assert [abs(one.correlation) for one in own] == sorted((abs(one.correlation) for one in own), reverse=True)
    assert events[-1]["progress"] == 1.0 and json.dumps(events)


def test_every_number_is_that_of_the_whole_text_at_once(desk, run):
    saved = stored_run(desk.store, run)
    read, what = reading_text(saved, desk.store, desk.host)
    assert what == "validation text" and CODE.endswith(read)
    events = list(unit_study(UnitStudySettings(run=run.id), desk))
    text = next(event for event in events if "shares" in event)
    found = record(saved.model, saved.vocabulary, read, all_series(saved.model))
    for series, values in found.values.items():
        pattern = over_tokens(PATTERNS["vowels"], found.tokens, "character")
        expected = rank_units(values, pattern)[0]
        told = next(one for one in matches_of(events, "vowels") if one.series == series)
        assert (told.unit, told.correlation) == (expected.unit, pytest.approx(expected.correlation, abs=1e-4))
        assert text["shares"]["vowels"] == pytest.approx(np.mean(pattern != 0))
    assert text["tokens"] == len(found.tokens) and {series.name for series in found.values} <= NAMES.keys()


def test_nobody_elses_run_is_searched(desk, run):
    with pytest.raises(Refusal, match="run"):
        list(unit_study(UnitStudySettings(run=run.id), Desk("bob", desk.store, desk.host)))


def test_a_run_of_the_command_line_is_searched_by_its_id_alone(desk, run):
    made = copy_run(desk.store, run, COMMAND_LINE)
    events = unit_study(UnitStudySettings(run=made.id, characters=1_000), Desk("bob", desk.store, desk.host))
    assert [next(events), next(events)][1]["read"] == "text of its own writing"
    with pytest.raises(Refusal):
        list(unit_study(UnitStudySettings(run=made.name), Desk("bob", desk.store, desk.host)))


def test_an_expression_that_is_none_is_refused(desk, run):
    with pytest.raises(Refusal, match="no regular expression"):
        list(unit_study(UnitStudySettings(run=run.id, expression="("), desk))
    assert pattern_named(OWN, "[a-z]+").of("a1").tolist() == [1, 0] and pattern_named("vowels", "") is PATTERNS["vowels"]
