"""The list of runs, and one run opened."""

from dataclasses import replace

from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query


def test_before_the_first_run_the_page_says_what_to_do(open_page, with_examples):
    page = open_page("runs")
    assert "not trained anything yet" in said(page) and page.get("plotly_chart")


def test_the_list_names_every_run(open_page, own_run):
    page = open_page("runs")
    assert own_run.name in said(page) and "Finished" in said(page) and "bits/char" in said(page)


def test_an_opened_run_shows_everything(open_page, own_run):
    page = open_page("runs", run=own_run.id)
    assert own_run.name in said(page) and len(page.get("plotly_chart")) == 2
    assert "| Hidden size | **16** |" in said(page)
    assert len(page.get("download_button")) == 10


def test_another_visitors_run_stays_closed(open_page, own_run):
    page = open_page("runs", token="0" * 32, run=own_run.id)
    assert "There is no such run" in said(page) and own_run.name not in said(page)


def test_renaming(open_page, own_run, site):
    page = open_page("runs", run=own_run.id)
    next(box for box in page.text_input if box.key == f"name-{own_run.id}").set_value("My <b>best</b> run")
    button(page, "rename").click().run()
    assert site.store.get(own_run.id).name == "My <b>best</b> run"
    assert "My &lt;b&gt;best&lt;/b&gt; run" in said(page)


def test_deleting(open_page, own_run, site, visitor):
    page = open_page("runs", run=own_run.id)
    button(page, "delete").click().run()
    assert site.store.runs(visitor[1]) == [] and whole(page)


def test_a_run_that_the_server_lost_says_so(open_page, own_run, site):
    site.store.update(own_run.id, status="running")
    site.store.clock, clock = lambda: clock() + 1000, site.store.clock
    try:
        page = open_page("runs", run=own_run.id)
    finally:
        site.store.clock = clock
    assert "Interrupted" in said(page) and whole(page)


def test_a_run_without_a_single_step(open_page, own_run, site):
    empty = replace(own_run, id="empty-run-of-a-test", status="failed", reason="crashed", step=0, tokens=0, seconds=0.0)
    site.store.add(replace(empty, train_loss=None, validation_loss=None))
    page = open_page("runs", run=empty.id)
    assert whole(page) and "ended unexpectedly" in said(page)


def test_a_long_list_has_pages(open_page, own_run, site):
    for number in range(14):
        site.store.add(replace(own_run, id=f"{own_run.id}-{number}"))
    page = open_page("runs")
    assert len([button for button in page.button if button.key.startswith("open-")]) == 10


def test_an_opened_run_stays_open_while_its_controls_are_used(open_page, own_run):
    page = open_page("runs")
    next(button for button in page.button if button.key == f"open-{own_run.id}").click().run()
    assert page.query_params["run"] in (own_run.id, [own_run.id])
    next(group for group in page.get("button_group") if group.key == "unit-switch").set_value("perplexity").run()
    assert page.query_params["run"] in (own_run.id, [own_run.id]) and "Let it write" in said(page)
    next(button for button in page.button if button.key == "all-runs").click().run()
    assert "run" not in page.query_params and "1 run, for this browser alone" in said(page)


def test_a_row_tells_what_its_name_does_not(open_page, own_run):
    assert "embedding size 8 · sequence length 16 · batch size 4 ·" in said(open_page("runs"))


def test_a_run_that_was_refused_offers_neither_resume_nor_files(open_page, own_run, site):
    refused = replace(own_run, id="refused-run-of-a-test", status="failed", reason="refused", step=0, tokens=0, seconds=0.0)
    site.store.add(replace(refused, train_loss=None, validation_loss=None))
    page = open_page("runs", run=refused.id)
    assert whole(page) and "could not start" in said(page) or page.warning or page.error
    assert not {"runs-resume", "runs-longer"} & {found.key for found in page.button} and not page.get("download_button")


def test_figures_can_be_looked_at_along_other_axes(open_page, own_run):
    page = open_page("runs", run=own_run.id)
    key = f"run-{own_run.id}"
    assert "step" in page.get("plotly_chart")[0].proto.spec
    page.session_state[f"{key}-axes"] = True
    page.run()
    next(control for control in page.get("button_group") if control.key == f"{key}-axis").set_value("tokens").run()
    assert "tokens trained on" in page.get("plotly_chart")[0].proto.spec
    page.session_state[f"{key}-axes"] = False
    page.run()
    assert "tokens trained on" in page.get("plotly_chart")[0].proto.spec


def test_the_url_tells_how_a_run_is_looked_at_and_what_it_is_asked(open_page, own_run):
    wanted = dict(unit="bits", along="tokens", log="up", also="Speed", write_from="The qu", write_temperature="0.1")
    page = open_page("runs", run=own_run.id, **wanted)
    loss, other = (figure.proto.spec for figure in page.get("plotly_chart"))
    assert whole(page) and "bits per character" in loss and "tokens trained on" in loss and '"type":"log"' in loss
    assert "tokens per second" in other and '<span class="prime">The qu</span>' in said(page)
    assert query(page) == {"run": own_run.id, **wanted}
    next(group for group in page.get("button_group") if group.key == "unit-switch").set_value("nats").run()
    next(box for box in page.text_input if box.key.endswith("write_from")).set_value("").run()
    assert query(page) == {"run": own_run.id, "along": "tokens", "log": "up", "also": "Speed", "write_temperature": "0.1"}
    page.query_params.clear()
    page.query_params["run"] = own_run.id  # as the back button does
    page.run()
    assert query(page) == {"run": own_run.id} and "tokens trained on" not in page.get("plotly_chart")[0].proto.spec


def test_nonsense_in_the_url_of_a_run_is_what_is_usual(open_page, own_run):
    page = open_page("runs", run=own_run.id, unit="miles", along="-1", log="down", also="", write_seed="x", write_length="1e9")
    assert whole(page) and "nats per character" in page.get("plotly_chart")[0].proto.spec
    told = said(page).replace("\\", "")
    assert "Seed cannot be “x”" in told and "Length cannot be “1e9”" in told and "default stands in" in told


def test_how_runs_are_looked_at_holds_on_the_next_page_too(open_page, own_run):
    page = open_page("runs", run=own_run.id, unit="perplexity")
    page.switch_page("../pages/train.py").run()
    assert whole(page) and query(page)["unit"] == "perplexity"


def test_the_url_tells_the_part_of_a_long_list(open_page, own_run, site):
    for number in range(14):
        site.store.add(replace(own_run, id=f"{own_run.id}-{number}"))
    assert len([button for button in open_page("runs", page="2").button if button.key.startswith("open-")]) == 5
    assert whole(open_page("runs", page="99999999999999999999")) and whole(open_page("runs", page="²"))
