"""The page that goes back through time: contributions, the proof, updates until “dog” gives “s”."""

import pytest

from playground.ui import backward
from playground.ui.backward import Back
from tests.pages.conftest import said, whole
from tests.pages.test_forward import components, equations, sheet
from tests.pages.test_train import button, query


def drawings(page) -> str:
    return " ".join(data["svg"] for data in components(page) if "svg" in data)


def test_the_page_opens_with_the_worked_example_taken_apart(open_page):
    page = open_page("backward")
    latex = equations(page)
    assert whole(page) and query(page) == {}
    assert r"L = L_{1}+L_{2}+L_{3} = 1.54+1.27+1.99 = 4.80" in latex
    assert r"C_{1,1}+C_{2,1}+C_{2,2}+C_{3,1}+C_{3,2}+C_{3,3}" in latex and r"\prod_{j=3}^{3}" in latex
    assert "6 contributions to ∂L/∂W_h" in drawings(page) and "× 0.598" in drawings(page)
    assert "differs by at most" in said(page) and "10⁻" in said(page)
    assert "expects “d” after “dog”" in said(page) and len(page.get("plotly_chart")) == 2


def test_repeated_a_hundred_times_dog_gives_s(open_page):
    page = open_page("backward")
    button(page, "backward-once").click().run()
    assert query(page) == {"updates": "1"} and "After 1 update it expects “g” after “dog”, not yet “s”" in said(page)
    button(page, "backward-many").click().run()
    assert query(page) == {"updates": "101"} and "it expects “s” after “dog”, as it should" in said(page)
    assert "99.2%" in said(page) and "at first 13.6%" in said(page)
    button(page, "backward-anew").click().run()
    assert query(page) == {}


def test_the_next_update_is_the_one_that_comes(open_page):
    page = open_page("backward")
    assert "from **4.8037** to **3.8139** nats" in said(page)
    assert "after 1 update" in said(open_page("backward", updates="1"))


def test_a_contribution_can_be_chosen_without_the_grid(open_page):
    page = open_page("backward", matrix="Wx")
    page.selectbox(key="backward-contribution").set_value((2, 2)).run()
    assert query(page) == {"matrix": "Wx", "t": "2"}
    assert r"h_{2}}{\partial h_{2}} = I" in equations(page).replace(r"\frac{\partial ", "")
    only = open_page("backward", matrix="Wy", t="2", k="1")
    assert whole(only) and "3 contributions to ∂L/∂W_y" in drawings(only)


@pytest.mark.parametrize("chip", range(len(backward.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("backward")
    button(page, f"backward-chip-{chip}").click().run()
    assert whole(page) and backward.CHIPS[chip].look_for in said(page)


def test_what_the_chips_say_is_so():
    found = {chip.label: shown_for(Back(**chip.changes)) for chip in backward.CHIPS}
    hundred = found["A hundred times"]
    assert hundred.descent.predictions[100].argmax() == 3
    ends = [backward.backward(net, (0, 1, 2, 3)).totals.values() for net in hundred.descent.nets[::100]]
    norms = [sum((matrix**2).sum() for matrix in totals) for totals in ends]
    assert norms[1] < 1e-3 * norms[0]
    back = found["Ten steps back"].found.norms_back(10)
    assert back[-1] < 1e-6 * back[0] and (back[1:] < back[:-1]).sum() >= 8
    assert list(found["Only the last letter counts"].found.contributions("Wh")) == [(3, 1), (3, 2), (3, 3)]
    totals = found["Steps too large"].descent.totals
    assert totals[1] < totals[0] and totals[2] > 3 * totals[0]
    left = found["Identity"].found.norms_back(3)
    assert (left[1:] / left[:-1] > 0.5).all()


def shown_for(settings):
    ids = backward.to_predict(settings.word)
    descent = backward.descend(settings.network()[0], ids, settings.rate, 100, settings.counted)
    return backward.Shown(settings, backward.backward(descent.nets[settings.updates], ids, settings.counted), descent)


def test_edited_weights_are_followed_and_computed_numbers_play_no_part(open_page):
    page = open_page("backward", edits="Wy1.1_0~h2.1_0.5")
    assert sheet(page)["lines"][0][2]["values"][0][0] == "0.00" and "1.54+" not in equations(page)
    only_held = open_page("backward", edits="h2.1_0.5")
    assert "1.54+1.27+1.99" in equations(only_held)


@pytest.mark.parametrize(
    "settings", [dict(word="mississippi", hidden_size="5", matrix="E", inputs="embedding", updates="3"), dict(word="no")]
)
def test_other_words(open_page, settings):
    assert whole(open_page("backward", **settings))


def test_one_letter_has_nothing_to_predict(open_page):
    page = open_page("backward", word="a")
    assert whole(page) and "no letter follows that could be predicted" in said(page)


def test_all_nonsense_in_the_url_is_named(open_page):
    page = open_page("backward", rate="nan", updates="1000000000", t="-1", edits="Wy1.1_inf")
    assert whole(page) and len(page.warning) == 4
