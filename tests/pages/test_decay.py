"""The decay page: untrained networks at once, trained runs by choice, everything in the URL."""

from dataclasses import replace

import pytest
import streamlit as st

from playground.gradients.alarms import CURE, KINDS
from playground.gradients.decay_study import DecayStudySettings, decay_study
from playground.runs.store import OWN
from playground.ui import decay, menus
from playground.ui.words import plain
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query

SMALL = dict(hidden_size="4", length="12", seeds="1", batch_size="1")


def test_the_page_opens_with_every_cell_on_one_axis(open_page):
    page = open_page("decay", **SMALL)
    assert whole(page) and len(page.get("plotly_chart")) >= 1
    assert all(name in said(page) for name in ("RNN (tanh)", "GRU", "LSTM, forget bias 3: c", "half-life"))
    assert query(page) == SMALL


def test_the_opening_figure_draws_few_cells_and_the_others_by_choice(open_page):
    page = open_page("decay", **SMALL)
    assert "peepholes" not in said(page) and "reset before" not in said(page)
    page = open_page("decay", **SMALL, cells="gru-simple,gru-before,lstm-peephole")
    told = said(page)
    assert whole(page) and all(f"LSTM (peepholes), forget bias {bias}: c" in told for bias in (0, 1, 3))
    assert "The table names every line" not in told
    assert "GRU (reset before)" in told and "GRU (simplified)" in told and "RNN (tanh)" not in told


def test_the_folds_are_drawn_when_open(open_page):
    page = open_page("decay", **SMALL)
    figures = "".join(chart.proto.spec for chart in page.get("plotly_chart"))
    assert "spectral norm of the product" in figures and "singular values" in figures and "spectral radius" in figures
    assert page.latex
    taken = {button.label for button in page.get("download_button")}
    kinds = {"Gradient decay", "Chain", "Singular values", "Slopes"}
    assert taken == {f"{name} ({kind})" for name in kinds for kind in ("HTML", "CSV")} | {"Half-lives (CSV)"}
    assert "12 steps of one sequence, first seed." in said(page)


def test_the_page_says_what_is_less_than_asked_for_and_what_a_band_is(open_page):
    page = open_page("decay", hidden_size="80", length="60", seeds="2", batch_size="1", cells="rnn")
    told = said(page)
    assert "50 steps of one sequence, first seed, fewer than the 60 above, and 64 units in place of 80" in told
    assert "geometric mean over 2 networks (seeds 1 to 2). Bands: lowest to highest" in told
    assert "64 units over 50 steps" in told


def test_a_simple_rnn_is_called_by_its_activation(open_page):
    page = open_page("decay", **SMALL, activation="linear")
    assert whole(page) and "RNN (linear)" in said(page) and "RNN (tanh)</td>" not in said(page) and not page.warning


def test_no_menu_says_tanh_of_a_simple_rnn_with_another_activation(open_page):
    page = open_page("decay", **SMALL, activation="linear")
    alts = [chart.proto.alt for chart in page.get("plotly_chart")]
    assert any(alt.startswith("RNN (linear): the product of 12 Jacobians") for alt in alts), alts
    for menu in (page.multiselect[0], page.get("button_group")[0]):
        assert "RNN (tanh)" not in [getattr(option, "content", option) for option in menu.options]
    page.selectbox(key="decay-activation").set_value("relu").run()
    assert whole(page) and query(page)["activation"] == "relu"


def test_networks_that_explode_say_so_and_a_link_says_whose_chain_is_shown(open_page):
    page = open_page("decay", **SMALL, activation="linear", spectral_radius="1.5", cells="rnn,gru", chain="gru")
    (warning,) = page.warning
    assert KINDS["exploding"] in warning.value and plain("RNN (linear)") in warning.value
    assert plain(CURE["exploding"]) in warning.value
    chosen = page.get("button_group")[0]
    assert chosen.value == "gru" and query(page)["chain"] == "gru"
    chosen.set_value("lstm").run()
    assert whole(page) and query(page)["chain"] == "lstm"


@pytest.mark.parametrize("chip", range(len(decay.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("decay", **SMALL)
    button(page, f"decay-chip-{chip}").click().run(timeout=120)
    assert whole(page) and decay.CHIPS[chip].look_for in said(page)
    assert ("The table names every line" in said(page)) == (decay.CHIPS[chip].label == "Every cell")


def test_trained_runs_stand_on_one_axis(open_page, own_run):
    page = open_page("decay", networks="trained", runs=own_run.id, length="12")
    assert whole(page) and own_run.name in said(page) and "half-life" in said(page)
    assert "3 batches of 16 stretches of the run's validation text." in said(page)
    assert not page.warning, "a healthy run has no alarm"
    assert {"As it trained (CSV)", f"{own_run.name}, h, as it trained (HTML)"} <= {
        one.label for one in page.get("download_button")
    }


def test_a_chosen_run_that_is_called_otherwise_meanwhile_stays_chosen(open_page, own_run, site, monkeypatch):
    """In another tab it was given a new name: Streamlit knows the options of a menu by their labels, and writes those of old."""
    page = open_page("decay", networks="trained", runs=own_run.id, length="12")
    assert whole(page) and page.multiselect[0].value == [own_run.id]
    site.store.rename(own_run.id, own_run.visitor, "Another name")
    asked, draw = [], st.multiselect
    monkeypatch.setattr(menus.st, "multiselect", lambda *names, **how: [asked.append(how["format_func"]), draw(*names, **how)])
    for _ in range(2):
        page.run()
        menu = page.multiselect[0]
        assert whole(page) and menu.value == [own_run.id] and "Yours: Another name" in menu.options
    assert asked[-1](own_run.id) == "Yours: Another name" and asked[-1]("Yours: An older name") == "Yours: An older name"


def test_two_runs_of_one_name_are_told_apart_and_an_alarm_says_whose_it_is(open_page, own_run, site):
    lost = own_run.experiment.with_(corpus=f"{OWN}lost")
    twin = replace(own_run, id="twin-of-" + own_run.id, reason="diverged", experiment=lost)
    site.store.add(twin)
    files = {name: site.store.blob(own_run.id, name) for name in ("weights", "vocabulary")}
    site.store.save(twin.id, site.store.history(own_run.id).records, files)
    page = open_page("decay", networks="trained", runs=f"{own_run.id},{twin.id}", length="12")
    assert whole(page) and f"{own_run.name} (2)" in said(page)
    assert "of the run's validation text or what the run writes itself, its text not being here." in said(page)
    (warning,) = page.warning
    assert warning.value.startswith(f"**{KINDS['exploding']} · {plain(own_run.name + ' (2)')}.**")


def test_the_bundled_run_is_drawn_with_its_map(open_page, with_examples):
    page = open_page("decay", networks="trained", runs="example-gru", length="12")
    charts = page.get("plotly_chart")
    assert whole(page) and "training step" in "".join(chart.proto.spec for chart in charts)
    assert "of the gradient is left" in str(charts[-1].proto), "the map says in words what it shows"


def test_another_visitors_run_is_refused(open_page, own_run):
    page = open_page("decay", token="0" * 32, networks="trained", runs=own_run.id)
    assert "There is no such run" in said(page) and own_run.name not in said(page)


@pytest.mark.parametrize(
    "nonsense",
    [
        dict(length="1e9"),
        dict(hidden_size="nan"),
        dict(networks="both"),
        dict(cells="quantum"),
        dict(cells=""),
        dict(scale="inf"),
        dict(runs="../../etc", networks="trained"),
    ],
)
def test_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("decay", **SMALL | nonsense)
    assert whole(page) and (page.warning or page.info)


def test_what_takes_too_long_is_refused_in_a_sentence(open_page):
    page = open_page("decay", hidden_size="512", length="500", seeds="20", batch_size="64", cells="rnn")
    assert whole(page) and "longer than allowed" in said(page)


def test_what_takes_seconds_is_left_to_a_worker(open_page):
    page = open_page("decay", hidden_size="256", length="400", seeds="1", batch_size="1", cells="rnn,lstm", networks="untrained")
    assert whole(page) and page.get("plotly_chart")
    page = open_page("decay", hidden_size="512", length="500", seeds="2", cells="lstm")
    assert whole(page) and button(page, "decay-study-start").label == "Compute these curves"
    assert len(page.get("plotly_chart")) == 1 and "smaller ones: 64 units, 1 seed, 4 sequences" in said(page)
    assert not page.get("download_button"), "what is to be taken away is what the link says"


@pytest.mark.parametrize("done", [False, True])
def test_the_worker_tells_what_is_drawn(open_page, monkeypatch, done):
    def answered(key, name, settings, draw, label, meanwhile):
        draw(tuple(decay_study(DecayStudySettings(**settings))), done)

    monkeypatch.setattr(decay, "AT_ONCE", 0)
    monkeypatch.setattr(decay, "study_panel", answered)
    page = open_page("decay", **SMALL, cells="rnn,lstm")
    assert whole(page) and "LSTM, forget bias 3: c" in said(page) and "half-life" in said(page)
    assert len(page.get("plotly_chart")) == (4 if done else 1) and bool(page.get("download_button")) == done


def test_a_number_in_powers_of_ten_is_read_as_it_is_meant(open_page):
    page = open_page("decay", **SMALL)
    box = page.number_input(key="decay-hidden_size")
    assert box.proto.data_type == box.proto.FLOAT, "a box for integers reads 1e9 as 1"
    box.set_value(1e9).run()
    assert "Hidden size cannot be 1,000,000,000" in said(page) and query(page) == SMALL
    page.number_input(key="decay-hidden_size").set_value(6.0).run()
    assert query(page)["hidden_size"] == "6" and whole(page)
