"""What can be taken away of a run is whole and can be read again."""

import csv
import io
import zipfile
from dataclasses import replace

import pytest

from playground.figures.curves import FIGURES
from playground.runs.exports import EXPORTS
from playground.runs.folder import load_run
from playground.ui import takeaway, words
from playground.ui.charts import slug
from tests.pages.conftest import said, whole


def test_every_form_of_a_run_is_offered(open_page, own_run):
    page = open_page("runs", run=own_run.id)
    labels = {button.label for button in page.get("download_button")}
    assert {form.label for kind, form in EXPORTS.items() if kind != takeaway.SCRIPT} < labels
    assert takeaway.file_name("a", "events", own_run).startswith("events.out.tfevents.")


def test_the_zip_is_a_run_that_can_be_loaded(site, own_run, tmp_path):
    data = EXPORTS["zip"].make(site.store, own_run)
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path)
    saved = load_run(tmp_path)
    assert saved.run.id == own_run.id and saved.run.visitor == "" and len(saved.history.steps) == 30
    assert own_run.visitor not in (tmp_path / "run.json").read_text()


def test_the_numbers_are_every_step_and_every_validation(site, own_run):
    past = site.store.history(own_run.id)
    header, *rows = csv.reader(io.StringIO(EXPORTS["csv"].make(site.store, own_run).decode()))
    assert len(rows) == 30 and all(len(row) == len(header) for row in rows)
    assert [float(row[3]) for row in rows] == [record.train_loss for record in past.steps]
    assert [float(row[-1]) for row in rows if row[-1]] == [record.validation_loss for record in past.validations]


def opened_script(open_page, run):
    page = open_page("runs", run=run.id)
    page.session_state[f"take-{run.id}-script"] = True
    return page.run()


def test_a_script_comes_with_its_text(open_page, own_run, site, corpus, dataset):
    name = site.store.put_text(own_run.visitor, corpus)
    read = own_run.experiment.with_(corpus=name)
    site.store.update(own_run.id, experiment=read, text_digest=corpus.digest)
    page = opened_script(open_page, own_run)
    assert "repeats the losses" in said(page)
    assert {"The script (.py)", "Its text (text.txt)"} < {button.label for button in page.get("download_button")}


def test_a_run_without_a_script_says_why(open_page, own_run, site):
    site.store.update(own_run.id, versions={"imported at step": "3"})
    page = opened_script(open_page, own_run)
    assert whole(page) and "started afresh" in said(page)
    assert "The script (.py)" not in {button.label for button in page.get("download_button")}


def test_every_figure_is_a_page_that_needs_no_network(site, own_run):
    pages = takeaway.figure_pages(own_run, site.store.history(own_run.id))
    assert list(pages) == ["Loss", *FIGURES]
    for title, make in pages.items():
        page = make()
        assert "Plotly.newPlot" in page and f"<h1>{title}: GRU 16" in page and 'src="http' not in page


def test_the_samples_say_when_they_were_written(site, own_run):
    assert "after 30 steps" in takeaway.sample_text(site.store.history(own_run.id))


def test_a_file_is_named_after_its_run(own_run):
    assert slug(own_run.name) == "gru-16-pangrams"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "under 1 s"), (8, "8 s"), (125, "2 min 5 s"), (120, "2 min"), (4200, "1 h 10 min"), (-5, "under 1 s")],
)
def test_durations(seconds, text):
    assert words.duration_text(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(12, "12 bytes"), (5_000, "5 kB"), (12_300_000, "12.3 MB"), (2e9, "2 GB")])
def test_sizes(count, text):
    assert words.size_text(count) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.00001, "under 0.01 %"), (0.032, "3.2 %"), (1.0, "100 %"), (0.5, "50 %")]
)
def test_shares(share, text):
    assert words.share_text(share) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(3, "just now"), (60, "1 minute ago"), (7300, "2 hours ago"), (200_000, "2 days ago")]
)
def test_ages(seconds, text):
    assert words.age_text(seconds) == text


def test_a_link_to_a_run_that_was_trained_longer_does_not_promise_the_same_run(site, own_run):
    past = site.store.history(own_run.id)
    assert "can train the same run" in takeaway.promise(own_run, past)
    for budget in (10, 500):  # finished, and stopped in a second stretch that would have been longer than the first
        longer = replace(own_run, experiment=own_run.experiment.with_(budget=budget))
        assert "last stretch" in takeaway.promise(longer, past)
