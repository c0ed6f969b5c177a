"""Patterns against reading the text character by character, and regular expressions that would never end."""

import re
import time

import numpy as np
import pytest

from playground.errors import Refusal
from playground.language import spans
from playground.language.patterns import PATTERNS, expression, find_pattern, over_tokens

TEXT = 'He said (see [1]) "well" — and “why?”.\n}) It\'s {"a": [10, (2)]} an open " quote\nnew line, OLD 3.5)(\n'


def by_reading(name, text):
    """Return a pattern from the definition, one character after the other."""
    depth, straight, curly, position, values = 0, 0, 0, 0, []
    for place, character in enumerate(text):
        depth = max(0, depth + (character in "([{") - (character in ")]}"))
        straight, curly, position = (0, 0, 0) if character == "\n" else (straight, curly, position + 1)
        straight ^= character == '"'
        curly += (character in "“«„") - (character in "”»")
        found = {
            "brackets": depth > 0,
            "depth": depth,
            "quotes": straight or curly > 0,
            "position": position,
            "word-start": character.isalpha() and not text[place - 1 : place].isalpha(),
            "vowels": character in "aeiouAEIOU",
            "digits": character.isdigit(),
            "capitals": character.isupper(),
            "spaces": character.isspace(),
        }
        values.append(int(found[name]))
    return values


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("text", [TEXT, TEXT[40:], "(" * 5 + ")" * 9 + "(", "\n\n", "a"], ids=len)
def test_every_pattern_equals_reading_the_text(name, text):
    assert find_pattern(name).of(text).tolist() == by_reading(name, text)


def test_an_own_expression_marks_what_it_matches():
    found = expression(r"\b[a-z]+ing\b|^N").of("sing a song, bringing\nNew rings")
    assert "".join("x" if inside else "." for inside in found) == "xxxx.........xxxxxxxx.x........"


@pytest.mark.parametrize("pattern", ["(", "[a", "\\", "(?P<x", "*"])
def test_what_is_no_expression_is_refused_with_the_reason(pattern):
    with pytest.raises(Refusal, match="no regular expression"):
        expression(pattern).of("some text")


@pytest.mark.parametrize("pattern", ["", "x" * 500])
def test_an_expression_has_a_length(pattern):
    with pytest.raises(Refusal, match="1 to 200"):
        expression(pattern).of("some text")


def test_a_search_that_would_never_end_is_ended(monkeypatch):
    monkeypatch.setattr(spans, "SECONDS", 0.3)
    started = time.monotonic()
    with pytest.raises(Refusal, match="takes too long"):
        expression(r"(a+)+$").of("a" * 60 + "!")
    assert time.monotonic() - started < 30  # it would be the age of the universe


def test_empty_matches_count_for_nothing():
    assert not expression("x*").of("abc").any()


def test_an_unknown_pattern_is_refused_with_a_close_spelling():
    with pytest.raises(Refusal, match="did you mean depth"):
        find_pattern("dept")


def test_a_word_has_what_holds_after_its_last_character():
    found = over_tokens(PATTERNS["depth"], ("a", "(", "b", "[c", ")", "]", "d"), "word")
    np.testing.assert_array_equal(found, [0, 1, 1, 2, 1, 0, 0])
    np.testing.assert_array_equal(over_tokens(PATTERNS["vowels"], tuple("abe"), "character"), [1, 0, 1])


def test_spans_are_those_of_re():
    text = TEXT * 20
    assert spans.find_spans(r"\w+", text) == [match.span() for match in re.finditer(r"\w+", text)]
