"""The page Sweep: the form says what a grid is and refuses what cannot be; a sweep runs, stops, goes on, and is looked at."""

from dataclasses import replace

import pytest

from playground.runs import folder
from playground.runs.record import COMMAND_LINE
from playground.sweeps.example import write_example
from playground.sweeps.files import read_sweep, sweep_file
from playground.sweeps.shelf import add_point, add_sweep, delete_sweep, note_sweep, owned_sweep, runs_of, sweeps_of
from playground.ui import readable, sweepplan
from playground.ui.sweepsettings import CHIPS, PAGE
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

TINY = dict(corpus="dinosaurs", hidden_size="8", embedding_size="4", batch_size="4", sequence_length="16", budget="5", seeds="1")


def start(page, monkeypatch):
    monkeypatch.setattr(sweepplan, "DOUBLE_CLICK", 0.0)
    return button(page, "start-sweep").click().run()


def wait(site, visitor):
    """Wait until every run of the newest sweep is over, looking after it as the conductor's thread would."""
    (sweep, *_) = sweeps_of(site.store, visitor)
    while not (found := owned_sweep(site.store, sweep.id, visitor)).done:
        for run_id in site.pool.active(visitor):
            site.pool.wait(run_id, lambda view: view.state == "done", 60)
        with site.conductor.lock:
            for one in list(site.conductor.going.values()):
                site.conductor.attempt(one)
    return found


def test_the_page_says_what_a_sweep_would_be_before_it_starts(open_page):
    page = open_page("sweep", **TINY, grid="cell=rnn,gru; layers=1,2")
    assert whole(page) and button(page, "start-sweep").label == "Start 4 runs" and not button(page, "start-sweep").disabled
    assert "4 combinations" in said(page) and "of training" in said(page) and "layers 2" in said(page)


@pytest.mark.parametrize(
    "grid", ["hidden_size=8,0", "cell=gru,quantum", "nothing=1", "hidden_size=" + ",".join(map(str, range(8, 40)))]
)
def test_a_wrong_grid_is_named_and_the_usual_one_stands_in(open_page, grid):
    page = open_page("sweep", **TINY, grid=grid)
    assert whole(page) and "The default stands in" in said(page)


def test_too_many_runs_cannot_be_started(open_page):
    page = open_page("sweep", **TINY | dict(seeds="20"), grid="cell=rnn,gru,lstm; layers=1,2")
    assert whole(page) and "this site does up to 60" in said(page) and button(page, "start-sweep").disabled


def test_sizes_are_matched_and_told(open_page):
    page = open_page("sweep", **TINY | dict(parameters="30000"))
    assert (
        whole(page)
        and "RNN \\(tanh\\) 1" in said(page)
        and not [box for box in page.number_input if box.key == "sweep-hidden_size"]
    )
    page = open_page("sweep", **TINY | dict(parameters="30000"), grid="hidden_size=8,16")
    assert "cannot both vary and be matched" in said(page)


def test_what_varies_is_chosen_and_filled_in(open_page):
    page = open_page("sweep", **TINY)
    varied = next(menu for menu in page.multiselect if menu.key == "sweep-varied")
    varied.set_value(["cell", "learning_rate", "stateful"]).run()
    assert query(page)["grid"] == "cell=rnn,gru,lstm; learning_rate=0.003,0.006,0.012; stateful=yes,no"
    box = next(box for box in page.text_input if box.key == "sweep-axis-learning_rate")
    box.set_value("0.01, 0.02").run()
    assert "learning_rate=0.01,0.02" in query(page)["grid"]
    box = next(box for box in page.text_input if box.key == "sweep-axis-learning_rate")
    box.set_value("0.01, fast").run()
    assert whole(page) and "In the grid" in said(page) and "learning_rate=0.01,0.02" in query(page)["grid"]


def test_a_sweep_runs_and_its_results_appear(open_page, site, visitor, monkeypatch):
    small = TINY | dict(seeds="2", budget="2")
    page = start(open_page("sweep", **small, grid="cell=rnn,gru; layers=1,2"), monkeypatch)
    assert whole(page) and "of 8 runs" in "".join(bar.proto.text for bar in page.get("progress"))
    assert said(page).count("<progress") == 8 and page.get("echarts_chart")
    found = wait(site, visitor[1])
    page.run()
    assert found.status == "finished" and len(runs_of(site.store, found)) == 8
    told = said(page)
    assert whole(page) and len(page.get("plotly_chart")) == 3 and "2 seeds" in told and "Lowest loss" in told
    assert "<th>Layers</th>" in told and "parcoords" in page.get("plotly_chart")[1].proto.spec
    assert {"Settings (YAML)", "Best (CSV)", "Values (CSV)", "Map (HTML)"} <= {
        one.proto.label for one in page.get("download_button")
    }
    opened = open_page("sweep", token="0" * 32, sweep=found.id)
    assert "There is no such sweep" in said(opened) and "2 seeds" not in said(opened)


def test_a_stopped_sweep_goes_on_with_what_is_left(open_page, site, visitor, monkeypatch):
    page = start(open_page("sweep", **TINY | dict(budget="100000"), grid="cell=rnn,gru"), monkeypatch)
    button(page, "stop-sweep").click().run()
    assert wait(site, visitor[1]).status == "stopped"
    page.run()
    assert whole(page) and "Stopped with 0 of 2 runs finished" in said(page)
    button(page, "resume-sweep").click().run()
    assert owned_sweep(site.store, sweeps_of(site.store, visitor[1])[0].id, visitor[1]).status == "running"
    site.conductor.stop(sweeps_of(site.store, visitor[1])[0].id, visitor[1])
    wait(site, visitor[1])
    page.run()
    button(page, "forget-sweep").click().run()
    assert whole(page) and sweeps_of(site.store, visitor[1]) == []


def test_a_sweep_of_the_command_line_is_there_to_look_at_where_it_may_be_seen(open_page, site, monkeypatch, own_run):
    one = PAGE.standard.sweep.with_(grid="", seeds=1)
    kept = add_sweep(site.store, COMMAND_LINE, one, [own_run.experiment])
    add_point(site.store, kept.id, 0, replace(own_run, id=f"{kept.id}-run", visitor=COMMAND_LINE))
    note_sweep(site.store, kept.id, "stopped")
    site.store.update(f"{kept.id}-run", reason="hopeless")
    page = open_page("sweep", sweep=kept.id)
    assert "There is no such sweep" in said(page) and not page.get("plotly_chart")
    monkeypatch.setattr(readable, "sees_command_line", lambda: True)
    page = open_page("sweep", sweep=kept.id)
    assert whole(page) and page.get("plotly_chart") and "Stopped with 1 of 1 run finished" in said(page)
    assert "1 run ended early" in said(page) and "Let a second setting vary" not in said(page)
    assert not {"stop-sweep", "resume-sweep", "forget-sweep"} & {found.key for found in page.button}
    delete_sweep(site.store, kept.id, COMMAND_LINE)
    site.store.delete(f"{kept.id}-run", COMMAND_LINE)


def test_a_file_sets_the_page_and_a_wrong_one_is_refused(open_page):
    page = open_page("sweep")
    wanted = PAGE.standard.sweep.with_(grid="cell=lstm; forget_bias=0,3", seeds=4, name="Biases")
    upload = next(box for box in page.get("file_uploader") if box.key == "sweep-file")
    upload.set_value(("sweep.yaml", sweep_file(wanted).encode(), "application/yaml")).run()
    assert whole(page) and query(page)["grid"] == "cell=lstm; forget_bias=0,3" and query(page)["seeds"] == "4"
    assert read_sweep(sweep_file(wanted).encode()) == wanted
    next(box for box in page.get("file_uploader") if box.key == "sweep-file").set_value(
        ("a.yaml", b"grid: &a [1]", "text/plain")
    ).run()
    assert whole(page) and "write everything out" in said(page)


@pytest.mark.parametrize("chip", range(len(CHIPS)))
def test_a_chip_sets_the_form(open_page, chip):
    page = open_page("sweep")
    button(page, f"sweep-chip-{chip}").click().run()
    assert whole(page) and CHIPS[chip].look_for in said(page) and not button(page, "start-sweep").disabled


def test_before_the_first_sweep_the_page_shows_the_one_that_came_with_it(open_page, saved_run, monkeypatch, tmp_path):
    run, history, *_ = saved_run
    seeds = [replace(run, id=f"example-sweep-{seed}", experiment=run.experiment.with_(seed=seed)) for seed in (1, 2)]
    write_example(tmp_path, [(one, history) for one in seeds])
    monkeypatch.setattr(folder, "EXAMPLES", tmp_path)
    page = open_page("sweep")
    assert whole(page) and "came with the app" in said(page) and "2 seeds" in said(page) and page.get("plotly_chart")


def test_without_an_example_the_page_says_what_to_do(open_page):
    page = open_page("sweep")
    assert whole(page) and "Press **Start**" in said(page)
