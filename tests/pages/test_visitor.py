"""Who a visitor is, and what of the settings travels in a URL."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import Refusal
from playground.language.experiment import CONTROLS, Experiment
from playground.ui import state, visitor
from playground.ui.words import plain


@pytest.mark.parametrize("cookie", ["", "a", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "\n", "../" * 11, None, 5, "０" * 32])
def test_a_hostile_cookie_is_no_token(cookie):
    assert not visitor.valid(cookie)


def test_a_token_is_128_bits_in_hexadecimal():
    assert visitor.valid("0123456789abcdef" * 2)


@given(st.dictionaries(st.sampled_from([*CONTROLS, "utm_source"]), st.text(max_size=20)))
def test_no_url_can_break_the_settings(parameters):
    settings, notes = state.TRAIN.from_url(parameters)
    assert isinstance(settings, Experiment) and all(notes)


@given(st.data())
def test_settings_go_through_a_url_unchanged(data):
    changed = {}
    for name, control in CONTROLS.items():
        if control.choices:
            changed[name] = data.draw(st.sampled_from(control.options()))
        elif control.kind in (int, float):
            numbers = st.integers if control.kind is int else st.floats
            changed[name] = data.draw(numbers(control.kind(control.low), control.kind(control.high)))
    settings = Experiment().with_(**changed, stateful=data.draw(st.booleans()))
    assert state.TRAIN.from_url(state.to_url(settings)) == (settings, [])


@pytest.mark.parametrize("text", ["[click](http://evil)", "![x](y)", "**bold** :smile: $x$", "<b>`code`</b>", "a | b"])
def test_nothing_that_comes_in_a_link_is_markdown(text):
    marked = plain(text)
    assert marked.replace("\\", "") == text
    assert not re.search(r"(?<!\\)[\[\]()*`$<>:|!]", marked)


def test_a_refusal_is_what_experiments_raise():
    with pytest.raises(Refusal):
        Experiment().with_(nothing=1)
