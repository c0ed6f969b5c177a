"""A visitor types in the arena: nothing is lost, the keyboard alone is enough, and what is shown is what the engine says."""

import re
from urllib.parse import quote

import pytest

from playground.language.completion import completer
from playground.language.keystrokes import begin_typing
from playground.language.predictors import NetworkPredictor
from playground.runs.folder import EXAMPLES, load_run
from playground.ui.typingbox import ROOM
from playground.ui.words import share_text
from tests.browser.conftest import PATIENCE, eventually

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
SENTENCE = "In the early years of the country, it was known as the largest of the islands"


@pytest.fixture
def arena(site, visit):
    """The page with a text in its box, every list drawn; the box and a way to read a list."""

    def arena(text: str = "", profile=None):
        page = visit(f"{site.url}/autocomplete?text={quote(text)}", profile)
        box = page.get_by_role("combobox", name="Type")
        expect(page.get_by_role("listbox")).to_have_count(4, timeout=PATIENCE)
        expect(box).to_have_value(text)
        expect(page.get_by_role("option").first).to_be_visible(timeout=PATIENCE)
        box.click()
        page.keyboard.press("Control+End")
        return page, box

    return arena


def words(page, title):
    """Return the words that a model's list shows, with their percentages."""
    options = page.get_by_role("listbox", name=title).get_by_role("option")
    return [tuple(option.get_attribute("aria-label").split(", ")) for option in options.all()]


def wait_for_words(page):
    """Wait until the lists are those of the text before the caret."""
    page.evaluate("() => new Promise((done) => setTimeout(done))")  # the box looks where the caret is after the key
    expect(page.locator(".models[aria-busy=false]")).to_be_visible()


def expected(cell, text):
    """Return what the engine says."""
    saved = load_run(EXAMPLES / cell)
    typing = begin_typing(completer(NetworkPredictor(saved.model, saved.vocabulary))).to(text)
    return [(one.text, share_text(one.probability)) for one in typing.completions(ROOM)]


def test_what_is_shown_is_what_the_engine_says(arena):
    page, _ = arena("The Soviet U")
    for cell, title in (("rnn", "RNN (tanh) 128"), ("gru", "GRU 128"), ("lstm", "LSTM 128")):
        says = expected(cell, "The Soviet U")
        eventually(lambda title=title, says=says: words(page, title) == says)
    page.keyboard.type("n")
    expect(page.get_by_role("listbox", name="GRU 128").get_by_role("option").first).to_have_attribute(
        "aria-label", ", ".join(expected("gru", "The Soviet Un")[0])
    )
    says = expected("lstm", "The Soviet Un")
    eventually(lambda: words(page, "LSTM 128") == says)


def test_fast_typing_loses_nothing_and_ends_with_the_words_of_the_whole(arena):
    page, box = arena("")
    page.keyboard.type(SENTENCE)  # without a pause between the keys
    expect(box).to_have_value(SENTENCE)
    expect(page.get_by_role("listbox", name="GRU 128").get_by_role("option").first).to_have_attribute(
        "aria-label", ", ".join(expected("gru", SENTENCE)[0])
    )
    expect(page).to_have_url(re.compile("text=In\\+the\\+early.*islands"), timeout=PATIENCE)
    expect(box).to_have_value(SENTENCE)


def test_tab_takes_the_first_word_and_undo_gives_it_back(arena):
    page, box = arena("The Soviet ")
    eventually(lambda: words(page, "5-gram"))
    page.keyboard.type("U")
    page.keyboard.press("Tab")  # at once: the word is taken when it is known
    expect(box).to_have_value("The Soviet United ")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("The Soviet U")
    page.keyboard.type("n")
    expect(box).to_have_value("The Soviet Un")


def test_arrows_choose_and_enter_takes(arena):
    page, box = arena("The Soviet U")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowLeft")  # nothing is chosen yet: the caret moves
    assert box.evaluate("box => box.selectionStart") == len("The Soviet ")
    page.keyboard.press("ArrowRight")
    wait_for_words(page)
    expect(page.locator("#option-0-0")).to_be_visible(timeout=PATIENCE)  # the first list's n-grams are counted by now
    expect(page.get_by_role("listbox", name="GRU 128").get_by_role("option").first).to_have_attribute(
        "aria-label", re.compile("Union")
    )
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_attribute("id", "option-0-0")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(chosen).to_have_attribute("id", "option-2-0")
    expect(box).to_have_attribute("aria-activedescendant", "option-2-0")
    assert box.evaluate("box => box.selectionStart") == len("The Soviet U"), "the caret stays while an option is chosen"
    page.keyboard.press("Enter")
    expect(box).to_have_value("The Soviet Union ")
    expect(box).to_be_focused()


def test_escape_closes_and_the_next_tab_leaves(arena):
    page, box = arena("The Soviet U")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("option").first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(box).not_to_be_focused()
    expect(box).to_have_value("The Soviet U")


def test_who_passes_through_by_keyboard_is_not_held(arena):
    page, box = arena("The Soviet U")
    box.evaluate("box => box.blur()")
    box.focus()
    page.keyboard.press("Tab")
    expect(box).not_to_be_focused()
    expect(box).to_have_value("The Soviet U")


def test_a_click_takes_a_word_and_the_typing_goes_on(arena):
    page, box = arena("the sam")
    page.get_by_role("listbox", name="LSTM 128").get_by_role("option").first.click()
    expect(box).to_have_value("the same ")
    page.keyboard.type("year")
    expect(box).to_have_value("the same year")


def test_a_paste_in_the_middle_completes_what_stands_before_the_caret(arena):
    page, box = arena("The U of")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.insert_text("ni")
    expect(page.get_by_role("listbox", name="GRU 128").get_by_role("option").first).to_have_attribute(
        "aria-label", ", ".join(expected("gru", "The Uni")[0])
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(box).to_have_value("The United of")


def test_a_paste_too_long_to_be_read_is_kept_and_told(arena):
    page, box = arena("the sam")
    page.keyboard.insert_text("e day " * 400)
    alert = page.get_by_role("alert").filter(has_text="2,407 characters")
    expect(alert).to_be_visible()
    assert len(box.input_value()) == 2407
    page.keyboard.press("Tab")
    expect(box).not_to_be_focused()
    box.focus()
    page.keyboard.press("Control+z")
    expect(box).to_have_value("the sam")
    expect(alert).to_be_hidden()
    wait_for_words(page)
    assert words(page, "GRU 128")[0] == expected("gru", "the sam")[0]


def test_an_input_method_is_answered_at_each_letter_and_not_disturbed(arena):
    page, box = arena("The ")
    client = page.context.new_cdp_session(page)
    first = page.get_by_role("listbox", name="GRU 128").get_by_role("option").first

    def compose(text: str, whole: str):
        client.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        expect(first).to_have_attribute("aria-label", ", ".join(expected("gru", whole)[0]))
        expect(box).to_have_value(whole)

    compose("s", "The s")
    compose("sam", "The sam")
    client.send("Input.insertText", {"text": "same "})  # what the method makes of it in the end
    expect(box).to_have_value("The same ")
    compose("tim", "The same tim")
    word, _ = expected("gru", "The same tim")[0]
    first.click()  # while it still composes
    expect(box).to_have_value(f"The same {word} ")
    expect(box).to_be_focused()


def test_a_chip_gives_a_text_which_undo_takes_back(arena):
    page, box = arena("my own words")
    page.get_by_role("button", name="In 19").click()
    expect(box).to_have_value("In 19", timeout=PATIENCE)
    expect(page.get_by_role("listbox", name="GRU 128").get_by_role("option").first).to_have_attribute(
        "aria-label", ", ".join(expected("gru", "In 19")[0])
    )
    page.keyboard.press("Control+z")
    expect(box).to_have_value("my own words")


def test_another_page_and_back_keeps_the_text(arena):
    page, box = arena("In the 19th ")
    page.keyboard.type("cent")
    expect(page).to_have_url(re.compile("cent"), timeout=PATIENCE)
    page.get_by_test_id("stTopNavLink").first.click()
    expect(page.get_by_role("heading", name="Unrolled")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Autocomplete").last.click()
    expect(page.get_by_role("combobox", name="Type")).to_have_value("In the 19th cent", timeout=PATIENCE)
    expect(page.get_by_role("listbox", name="GRU 128").get_by_role("option").first).to_have_attribute(
        "aria-label", ", ".join(expected("gru", "In the 19th cent")[0]), timeout=PATIENCE
    )


def test_the_back_button_goes_back_to_the_text_before(arena):
    page, box = arena("The c")
    page.keyboard.type("o")
    expect(page).to_have_url(re.compile("text=The\\+co"), timeout=PATIENCE)
    page.go_back()
    expect(page.get_by_role("combobox", name="Type")).to_have_value("The c", timeout=PATIENCE)


def test_lists_are_named_and_told_to_who_does_not_see_them(arena):
    page, box = arena("the sam")
    for attribute, value in (("aria-autocomplete", "list"), ("aria-haspopup", "listbox")):
        expect(box).to_have_attribute(attribute, value)
    assert box.get_attribute("aria-controls").split() == [f"list-{number}" for number in range(4)]
    titles = ("5-gram", "RNN (tanh) 128", "GRU 128", "LSTM 128")
    for title in titles:
        expect(page.get_by_role("listbox", name=title).get_by_role("option")).to_have_count(ROOM)
    spoken = page.get_by_role("status").filter(has_text=re.compile(r"GRU 128: same, \d+ %\."))
    expect(spoken).to_have_attribute("aria-live", "polite")
