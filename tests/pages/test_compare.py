"""The page Compare: bundled, own and shared runs on one pair of axes, in the unit that is fair, with samples at one step."""

import csv
import io
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from playground.runs.curves import RunCurves
from playground.runs.sharing import share, unshare
from playground.sweeps.results import Entry
from playground.ui import compare
from playground.ui.components import ticks
from playground.ui.ranking import curves_text
from tests.pages.conftest import components, said, whole
from tests.pages.test_train import button, query


@pytest.fixture
def second(site, own_run, saved_run):
    """Another run of the same visitor, with two layers."""
    _, history, *_ = saved_run
    other = replace(
        own_run, id=f"{own_run.id}b", name="Deeper", experiment=own_run.experiment.with_(layers=2), validation_loss=1.0
    )
    site.store.add(other)
    site.store.append(other.id, history.records)
    return other


def chart(page, number=0):
    return page.get("plotly_chart")[number].proto.spec


def download(page, label):
    return next(found for found in page.get("download_button") if found.proto.label == label)


def test_two_runs_are_laid_over_each_other_with_what_sets_them_apart(open_page, own_run, second):
    page = open_page("compare", runs=f"{own_run.id},{second.id}")
    told = said(page)
    assert whole(page) and own_run.id in chart(page) and "Deeper" in chart(page)
    alts = [figure.proto.alt for figure in page.get("plotly_chart")]
    assert len(alts) > 1 and all(alts) and not any("\\" in alt for alt in alts), "nobody reads these as Markdown"
    table = told[told.index("unrolled-ranking") :]
    assert "<th>Layers</th>" in table and "<th>Hidden size</th>" not in table
    assert table.index("Deeper") < table.index(own_run.name)  # the lower loss first
    assert query(page) == {"runs": f"{own_run.id},{second.id}"}


def test_a_run_has_one_colour_on_the_whole_page(open_page, own_run, second):
    page = open_page("compare", runs=f"{own_run.id},{second.id}")
    above, below = (json.loads(chart(page, number))["data"] for number in (0, 1))
    told = said(page)
    for name in (own_run.name, "Deeper"):
        (strong,) = (trace["line"] for trace in above if trace.get("name") == name)
        (curve,) = (trace["line"] for trace in below if trace.get("name") == name)
        assert (curve["color"], curve["dash"]) == (strong["color"], strong["dash"])
        assert told.count(f'background:{strong["color"]}"></span>{name}') == 3  # in the table, above its sample, at its scores


def test_a_run_that_was_renamed_is_drawn_by_its_new_name(open_page, own_run, second, site):
    page = open_page("compare", runs=f"{own_run.id},{second.id}")
    site.store.rename(second.id, second.visitor, "Two layers")
    page.run()
    assert "Two layers" in chart(page) and "Deeper" not in chart(page)


def test_the_table_of_the_curves_is_what_was_recorded(saved_run):
    run, history, *_ = saved_run
    head, *rows = csv.reader(io.StringIO(curves_text([Entry(run, RunCurves.of(history))], "training")))
    assert head[2:] == ["step", "tokens", "seconds", "training loss (nats/token)"]
    recorded = [(str(one.step), str(one.tokens), one.seconds, one.train_loss) for one in history.steps]
    assert [(step, tokens, float(seconds), float(loss)) for *_, step, tokens, seconds, loss in rows] == recorded


def test_without_any_run_the_page_says_what_to_do(open_page):
    page = open_page("compare")
    assert whole(page) and "Choose runs in the sidebar" in said(page) and "no such run" not in said(page)


def test_the_bundled_runs_are_compared_at_once(open_page, with_examples):
    page = open_page("compare")
    assert whole(page) and len(page.get("plotly_chart")) == 3 and "whole sentence, bits" in said(page)


@pytest.mark.parametrize(
    ("shows", "title"), [("training", "training loss"), ("norm", "gradient norm"), ("speed", "tokens per second")]
)
def test_everything_that_is_measured_can_be_shown(open_page, own_run, shows, title):
    page = open_page("compare", runs=own_run.id, shows=shows, axis="seconds", log_x="yes")
    assert whole(page) and title in chart(page) and "seconds of training (log scale)" in chart(page)


def test_runs_that_cut_their_text_differently_compare_per_character_alone(open_page, site, own_run, second):
    words = second.experiment.with_(tokenizer="word")
    site.store.update(second.id, experiment=words, characters_per_token=5.0)
    page = open_page("compare", runs=f"{own_run.id},{second.id}", unit="nats")
    assert whole(page) and "compared in bits per character" in said(page) and "bits per character" in chart(page)
    assert "flatters models of words" in said(page)
    assert not [switch for switch in page.get("button_group") if switch.key == "compare-unit"]


def test_the_slider_shows_every_run_at_the_same_step(open_page, own_run, second, saved_run):
    first = saved_run[1].samples[0]
    page = open_page("compare", runs=f"{own_run.id},{second.id}", at=str(first.step))
    assert said(page).count(f"after {first.step:,} steps") == 2
    slider = page.get("select_slider")[0]
    slider.set_value(saved_run[1].samples[-1].step).run()
    assert "at" not in query(page) and f"after {own_run.step} steps" in said(page)


def test_a_shared_run_is_opened_by_its_link_until_it_is_taken_back(open_page, site, own_run):
    token = share(site.store, own_run.id, own_run.visitor)
    page = open_page("compare", token="0" * 32, runs="")
    box = next(box for box in page.text_input if box.key == "compare-link")
    box.set_value(f"http://somewhere/runs?shared={token}").run()
    assert whole(page) and own_run.id in chart(page) and query(page)["runs"] == f"shared-{token}"
    unshare(site.store, own_run.id, own_run.visitor)
    page.run()
    assert "taken back" in said(page) and own_run.name not in said(page)


def test_another_visitors_run_and_a_wrong_link_are_refused(open_page, own_run):
    page = open_page("compare", token="0" * 32, runs=f"{own_run.id},shared-{'x' * 32}")
    assert whole(page) and "There is no such run" in said(page) and own_run.name not in said(page)
    next(box for box in page.text_input if box.key == "compare-link").set_value("not a link").run()
    assert "This link shows nothing" in said(page)


def test_all_runs_are_added_by_one_click(open_page, own_run, second):
    page = open_page("compare", runs=own_run.id)
    button(page, "add-all").click().run()
    assert set(query(page)["runs"].split(",")) == {own_run.id, second.id}


@pytest.mark.parametrize(
    ("sent", "taken"),
    [({"names": "b,x,b,a", "at": 3}, [["b", "a"]]), ({"names": "", "at": 3}, [[]]), ({"names": ["a"], "at": 3}, []), ("a", [])],
)
def test_of_what_a_browser_sends_offered_names_alone_are_taken_each_once(monkeypatch, sent, taken):
    found = []
    monkeypatch.setattr(ticks, "st", SimpleNamespace(session_state={"runs": {"typed": sent}}))
    monkeypatch.setattr(ticks, "ELEMENT", SimpleNamespace(define=lambda: None, draw=lambda key, data, listen: listen()))
    ticks.ticks("runs", {"a": ("A", "Yours"), "b": ("B", "Bundled")}, ["a"], {}, found.append)
    assert found == taken


def test_the_runs_that_are_compared_are_ticked_among_all_that_can_be_seen(open_page, own_run, second, with_examples):
    (told,) = [data for data in components(open_page("compare", runs=second.id)) if "chosen" in data]
    assert told["chosen"] == [second.id] and {name for name, *_ in told["names"]} == {own_run.id, second.id, "example-gru"}


@pytest.mark.parametrize("chip", range(len(compare.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, own_run, chip):
    page = open_page("compare", runs=own_run.id)
    button(page, f"compare-chip-{chip}").click().run()
    assert whole(page) and compare.CHIPS[chip].look_for in said(page)


def test_too_many_runs_are_refused_in_a_sentence(open_page):
    page = open_page("compare", runs=",".join(f"x{number}" for number in range(201)))
    assert whole(page) and "compare up to 200 at a time" in said(page)


def test_an_empty_sentence_is_refused_beside_its_box(open_page, own_run):
    page = open_page("compare", runs=own_run.id)
    next(box for box in page.text_input if box.key == "compare-sentence").set_value(" ").run()
    assert whole(page) and "This sentence is empty: write at least one word" in said(page).replace("\\", "")
