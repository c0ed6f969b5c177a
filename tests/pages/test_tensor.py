"""The page From sentence to tensor."""

import pytest

from playground.text.corpora import load_corpus
from playground.text.dataset import prepare
from playground.text.tensors import with_end
from playground.ui.tensors import CHIPS, PAGE, TEXT, found_batch, vocabulary_of
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query


def test_the_page_opens_with_a_batch_its_numbers_and_its_code(open_page):
    page = open_page("tensor")
    told = said(page)
    assert whole(page) and page.get("bidi_component") and query(page) == {}
    assert "→ &lt;unk&gt;" in told and 'class="pad"' in told and "nn.Embedding(5000 + 1, 16" in page.code[0].value


def test_the_numbers_follow_the_text_and_nothing_in_it_is_markup(open_page):
    page = open_page("tensor", inputs="one-hot", sentence="6")
    page.text_area(key="tensor-text").set_value("a <b>cat</b>\nno").run()
    assert whole(page) and "<b>&lt;</b>" in said(page) and "<h3>Sentence 2 as numbers</h3>" in said(page)
    assert query(page)["text"] == "a <b>cat</b>\nno"


@pytest.mark.parametrize("tokenizer", ["word", "character"])
@pytest.mark.parametrize("size", [3, 60, 900])
def test_a_vocabulary_is_the_beginning_of_the_largest(site, tokenizer, size):
    counted = prepare(load_corpus(TEXT, site.settings.home), tokenizer, size, 0.1).vocabulary
    assert vocabulary_of(tokenizer, size).tokens == with_end(counted).tokens


def test_letter_by_letter_rows_are_almost_four_times_as_long(site):
    words, letters = (found_batch(PAGE.standard.with_(tokenizer=tokenizer)) for tokenizer in ("word", "character"))
    assert 3.5 < letters.ids.shape[1] / words.ids.shape[1] < 4 and words.unknown and not letters.unknown


@pytest.mark.parametrize("chip", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("tensor")
    button(page, f"tensor-chip-{chip}").click().run()
    assert whole(page) and CHIPS[chip].look_for in said(page)


@pytest.mark.parametrize(
    "nonsense",
    [dict(tokenizer="x", text=" ", vocabulary_size="1e9", embedding_size="nan"), dict(text="x" * 601)],
)
def test_all_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("tensor", **nonsense)
    assert whole(page) and len(page.warning) == len(nonsense) and PAGE.to_url(page.session_state[PAGE.key("settings")]) == {}


def test_too_many_sentences_are_refused_beside_the_box(open_page):
    page = open_page("tensor", text="\n".join("abcdefg"))
    assert whole(page) and "write one to 6" in page.warning[0].value
