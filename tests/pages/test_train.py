"""The training page: its settings, its texts, and a run from start to end."""

import time

import pytest

from models.cells import CELLS
from playground.language.experiment import CONTROLS, USUAL_BUDGETS, Experiment
from playground.ui import state
from playground.ui.trials import TRIALS
from tests.pages.conftest import said, whole

TINY = dict(corpus="dinosaurs", hidden_size="16", embedding_size="8", batch_size="4", sequence_length="16")


def widget(page, name):
    """Return the widget of a setting, None where there is none."""
    for kind in ("selectbox", "number_input", "toggle", "text_area"):
        for element in page.get(kind):
            if element.key in (f"train-{name}", name):
                return element
    return None


def button(page, key):
    return next(element for element in page.button if element.key == key)


def query(page):
    """Return what the URL carries."""
    return {name: value if isinstance(value, str) else value[-1] for name, value in page.query_params.items()}


def until(page, text, seconds=120.0):
    """Draw the page again until it says something."""
    end = time.monotonic() + seconds
    while text not in said(page):
        assert time.monotonic() < end and whole(page), said(page)
        page.run()
    return page


def test_every_setting_has_a_control(open_page):
    page = open_page("train", cell="lstm")
    assert all(widget(page, name) for name in CONTROLS if name != "vectors")
    page = open_page("train", embedding="frozen", tokenizer="word")
    assert widget(page, "vectors") and widget(page, "embedding_size") is None


def test_settings_without_effect_are_hidden(open_page):
    page = open_page("train", clipping="none")
    assert widget(page, "forget_bias") is None and widget(page, "clip_at") is None


def test_the_url_carries_what_differs_from_the_defaults(open_page):
    page = open_page("train")
    assert query(page) == {}
    widget(page, "cell").set_value("lstm").run()
    widget(page, "forget_bias").set_value(3.0).run()
    assert query(page) == {"cell": "lstm", "forget_bias": "3"}


def test_the_url_sets_the_controls_and_nonsense_is_named(open_page):
    page = open_page("train", cell="lstm", hidden_size="100000", layers="2")
    assert widget(page, "cell").value == "lstm" and widget(page, "layers").value == 2
    assert widget(page, "hidden_size").value == Experiment().model.hidden_size
    assert "Hidden size cannot be" in said(page) and "default stands in" in said(page)


def test_an_unknown_text_in_the_url_is_named(open_page):
    page = open_page("train", corpus="wikipedai")
    assert "did you mean wikipedia?" in said(page) and widget(page, "corpus").value == "wikipedia"


def test_another_visitors_text_is_not_here(open_page):
    page = open_page("train", corpus="own-0123456789abcdef")
    assert "kept in the browser that brought it" in said(page) and widget(page, "corpus").value == "wikipedia"


def test_settings_outlive_a_change_of_page(open_page):
    page = open_page("train")
    widget(page, "cell").set_value("rnn").run()
    page.switch_page("../pages/runs.py").run()
    page.switch_page("../pages/train.py").run()
    assert widget(page, "cell").value == "rnn"


def test_back_to_the_defaults(open_page):
    page = open_page("train", cell="rnn")
    button(page, "defaults").click().run()
    assert widget(page, "cell").value == "gru" and query(page) == {}


@pytest.mark.parametrize("unit", ["steps", "tokens", "seconds"])
def test_counting_in_another_unit_begins_with_what_is_usual(open_page, unit):
    page = open_page("train", budget="77", budget_unit="tokens" if unit != "tokens" else "steps")
    widget(page, "budget_unit").set_value(unit).run()
    assert state.to_url(page.session_state[state.TRAIN.key("settings")]).get("budget_unit", "steps") == unit
    assert widget(page, "budget").value != 77


def test_the_page_says_what_a_run_takes(open_page):
    page = open_page("train", **TINY)
    assert "parameters" in said(page) and "of memory" in said(page) and "to learn from" in said(page)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.label)
def test_a_chip_sets_the_controls_and_says_what_to_look_for(open_page, trial):
    page = open_page("train", cell="lstm")
    button(page, f"train-chip-{TRIALS.index(trial)}").click().run()
    assert whole(page) and trial.look_for in said(page) and not button(page, "start").disabled
    assert set(query(page)) == set(trial.changes)


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_is_explained(open_page, cell):
    page = open_page("train", cell=cell)
    assert f"**{CELLS[cell].label}**: " in said(page) and page.latex


def test_a_model_too_large_for_the_site_cannot_start(open_page):
    page = open_page("train", hidden_size="2048", layers="4")
    assert "this site trains up to" in said(page) and button(page, "start").disabled


def test_a_run_from_start_to_end(open_page, site, visitor):
    page = open_page("train", **TINY, budget="40")
    button(page, "start").click().run()
    assert query(page)["run"]
    until(page, "Finished")
    assert page.get("plotly_chart") and not page.get("echarts_chart")
    (run,) = site.store.runs(visitor[1])
    assert run.step == 40 and run.id == query(page)["run"]
    assert "Let it write" in said(page)


def test_the_run_is_found_again_by_a_new_session_without_its_id(open_page, site):
    page = open_page("train", **TINY, budget="300", budget_unit="seconds")
    button(page, "start").click().run()
    again = open_page("train")
    assert query(again)["run"] == query(page)["run"]
    until(page, "%")
    button(page, "stop").click().run()
    until(page, "Stopped by you")
    button(page, "train-resume").click().run()
    button(page, "pause").click().run()
    until(page, "Paused")


def test_a_double_click_starts_one_run(open_page, site, visitor):
    page = open_page("train", **TINY, budget="10")
    button(page, "start").click().run()
    button(page, "start").click().run()
    assert len(site.store.runs(visitor[1])) == 1


def test_training_longer(open_page, own_run, site):
    page = open_page("train", run=own_run.id)
    assert "<dd>30 steps</dd>" in said(page)
    button(page, "train-longer").click().run()
    assert whole(page)


@pytest.mark.parametrize(("amount", "told"), [(-5, "cannot be -5"), (1e30, "cannot be 1e+30")])
def test_training_longer_by_an_absurd_amount_is_refused(open_page, own_run, amount, told):
    page = open_page("train", run=own_run.id)
    next(box for box in page.number_input if box.key == "train-longer-steps").set_value(amount).run()
    button(page, "train-longer").click().run()
    assert whole(page) and told in said(page).replace("\\", "") and "<dd>30 steps</dd>" in said(page)


def test_another_visitors_run_is_refused(open_page, own_run):
    page = open_page("train", token="0" * 32, run=own_run.id)
    assert "There is no such run" in said(page) and "run" not in query(page)


def test_pasted_text_is_kept_and_chosen(open_page, site, visitor):
    page = open_page("train")
    widget(page, "pasted_text").set_value("Roses are red, violets are blue. " * 50).run()
    button(page, "use-pasted").click().run()
    chosen = widget(page, "corpus").value
    assert chosen.startswith("own-") and site.store.texts(visitor[1]) == {chosen: "Pasted text"}
    assert "Yours: Pasted text" in widget(page, "corpus").options


@pytest.mark.parametrize("text", ["", "a", "aaaaaaaaaa"])
def test_a_text_too_poor_to_learn_from_is_refused_and_not_lost(open_page, text):
    page = open_page("train")
    widget(page, "pasted_text").set_value(text).run()
    button(page, "use-pasted").click().run()
    assert whole(page) and (page.error or button(page, "start").disabled)
    assert widget(page, "pasted_text").value == text


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 500, b"\xff\xfe\xfa" * 500])
def test_an_upload_that_is_no_text_is_refused(open_page, data):
    page = open_page("train")
    page.get("file_uploader")[0].set_value(("a.txt", data, "text/plain")).run()
    assert whole(page) and page.error and widget(page, "corpus").value == "wikipedia"


def test_an_upload_is_trained_on(open_page):
    page = open_page("train")
    page.get("file_uploader")[0].set_value(("poem.txt", b"Tiger, tiger, burning bright. " * 60, "text/plain")).run()
    assert "Yours: poem" in widget(page, "corpus").options and widget(page, "corpus").value.startswith("own-")


def test_two_texts_of_one_title_are_told_apart(open_page):
    page = open_page("train")
    for text in ("Roses are red, violets are blue. ", "Tiger, tiger, burning bright. "):
        widget(page, "pasted_text").set_value(text * 50).run()
        button(page, "use-pasted").click().run()
    mine = [option for option in widget(page, "corpus").options if option.startswith("Yours")]
    assert sorted(mine) == ["Yours: Pasted text", "Yours: Pasted text (2)"]
    assert "Tiger" in said(page)


@pytest.mark.parametrize("value", [5000, -1, 10**12])
def test_a_number_out_of_range_is_refused_beside_its_control(open_page, value):
    page = open_page("train", hidden_size="64")
    widget(page, "hidden_size").set_value(value).run()
    assert widget(page, "hidden_size").value == 64 and query(page) == {"hidden_size": "64"}
    assert any("from 1 to 2" in warning.value and "stays 64" in warning.value for warning in page.sidebar.warning)
    widget(page, "hidden_size").set_value(96).run()
    assert widget(page, "hidden_size").value == 96 and not page.sidebar.warning


@pytest.mark.parametrize(("unit", "usual"), USUAL_BUDGETS.items())
def test_a_unit_without_an_amount_takes_what_is_usual(open_page, unit, usual):
    assert widget(open_page("train", budget_unit=unit, budget="inf"), "budget").value == usual


def test_an_own_text_can_be_removed(open_page, site, visitor):
    page = open_page("train")
    widget(page, "pasted_text").set_value("Roses are red, violets are blue. " * 50).run()
    button(page, "use-pasted").click().run()
    button(page, "remove-text").click().run()
    assert whole(page) and not site.store.texts(visitor[1]) and widget(page, "corpus").value == "wikipedia"


def test_a_list_of_names_cut_into_words_is_advised_against(open_page):
    assert "cut a list of names into characters" in said(open_page("train", corpus="dinosaurs", tokenizer="word"))
