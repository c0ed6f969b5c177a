"""The parts of the page Learn vectors: what is read, the map that moves, the watched word, and the answers that come right."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from playground.figures.export import table_text
from playground.figures.learning import HEIGHT, accuracy_figure, describe_accuracy, live_accuracy
from playground.figures.maps import by_category, map_data, map_figure, packed
from playground.language.experiment import TextSettings
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import chips
from playground.ui.components.map import map_panel
from playground.ui.fold import fold
from playground.ui.learnsettings import CHIPS, LONGEST, PAGE
from playground.ui.looks import theme
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number
from playground.ui.shell import page_named
from playground.ui.study import study_panel
from playground.ui.texts import snippet
from playground.ui.words import plain, safe
from playground.vectors.course import Course, Moment, course_of
from playground.vectors.teaching.corpus import sentences
from playground.vectors.teaching.facts import categories

EXAMPLES, MORE_EXAMPLES = 3, 25  # sentences that are shown
CLICKED = "clicked"
NARROW = 'style="text-align: left; padding-left: 0; min-width: 0"'
NOTE = (
    "Each map is turned and mirrored so that it lies as near as can be to the one before; distances are PCA's, not those "
    "of the space. Questions: up to 120 of each section of Google's whose words the text holds, among all its words."
)


def panel() -> None:
    """Draw the chips, what is read, the word that is watched, and the vectors as they are learned."""
    chips(PAGE, CHIPS)
    reading()
    PAGE.control("word", max_chars=LONGEST)
    study_panel("learn", "learn", PAGE.value().asked(), show, "Learn them here")
    explanation()


def reading() -> None:
    """Draw some of the sentences that are read."""
    if not PAGE.value().is_teaching:
        text_beginning()
        return
    first = list(sentences(MORE_EXAMPLES))
    shown = "".join(f"{safe(sentence)}<br>" for sentence in first[:EXAMPLES])
    st.html(f'<p class="unrolled-snippet">{shown}</p>')
    if place := fold("More of its sentences", ":material/notes:"):
        place.caption(
            "Written by a program from plain facts, so that every word stands where it belongs; nobody talks like that. "
            f"{PAGE.value().sentences:,} of them are read."
        )
        place.html(f'<p class="unrolled-snippet">{"<br>".join(map(safe, first))}</p>')


def text_beginning() -> None:
    """Draw how a text begins."""
    snippet(TextSettings(corpus=PAGE.value().corpus, tokenizer="word"))


def show(events: Sequence[Mapping[str, Any]], done: bool) -> None:
    """Draw what was seen: the newest while reading goes on, at its end any moment."""
    if st.session_state.pop(PAGE.key(CLICKED), False):
        st.rerun()
    course = course_of(events)
    if course is None:
        return
    if done:
        slider(course)
    now = course.at(PAGE.value().moment / 100) if done else course.moments[-1]
    numbers(course, now)
    picture, beside = st.columns([3, 2], gap="large")
    with picture:
        draw_map(course, now)
    with beside:
        accuracy(course, now, done)
        watched(course, now)
    if done:
        st.caption(NOTE)
        kept(course)
        take_away(course, now)


def slider(course: Course) -> None:
    """Draw the way back to how the vectors stood."""
    control, key = PAGE.standard.controls()["moment"], PAGE.key("moment")
    if st.session_state.get(key) != PAGE.value().moment:
        st.session_state[key] = PAGE.value().moment
    step = max(1, 100 // (len(course.moments) - 1)) if len(course.moments) > 1 else 1
    st.slider(control.label, 0, 100, step=step, key=key, help=control.help, on_change=PAGE.take, args=("moment",))


def numbers(course: Course, now: Moment) -> None:
    """Draw how far reading is, and what has come of it."""
    epochs = PAGE.value().epochs
    right = "–" if now.accuracy is None else f"{now.accuracy:.1%}"
    asked = sum(one.questions for one in now.sections)
    draw_numbers(
        number("Read", f"{now.done * epochs:.1f} epochs", f"of {epochs}; each {course.words_read:,} words"),
        number("Analogies right", right, f"of {asked:,} questions in {len(now.sections)} sections"),
        number("Vocabulary", f"{len(course.names):,} words", f"{len(course.words):,} of them on the map"),
    )


def draw_map(course: Course, now: Moment) -> None:
    """Draw the words on their plane, the watched one with the nearest of those that are on it."""
    colours = by_category(course.words, categories(), theme())
    data = map_data(f"learn {PAGE.value().asked()}", course.words, packed(now.points), 2, colours, theme())
    place = {word: number for number, word in enumerate(course.words)}
    chosen = place.get(watched_word(course), -1)
    near = [place[word] for word, _ in course.near(course.words[chosen], now) if word in place] if chosen >= 0 else []
    alt = f"A map of {len(course.words)} words by PCA after {now.done:.0%} of the reading."
    marks = dict(chosen=chosen, near=near, moving=True, alt=alt)
    map_panel(PAGE.key("stage"), data | marks, take_word, lambda words: take_word(words[0]))


def take_word(word: str) -> None:
    """Watch the word that was clicked."""
    if word:
        PAGE.change(word=word)
        st.session_state[PAGE.key(CLICKED)] = True


def watched_word(course: Course) -> str:
    """Return the word that is watched: the visitor's where it is on the map, else the first there."""
    word = PAGE.value().word.strip().lower()
    return word if word in course.words else course.words[0]


def accuracy(course: Course, now: Moment, done: bool) -> None:
    """Draw how many answers are right against how much was read."""
    epochs, alt = PAGE.value().epochs, describe_accuracy(course.moments, PAGE.value().epochs)
    if done:
        draw(accuracy_figure(course.moments, epochs, now, theme()), "learn-accuracy", alt)
    else:
        st.echarts_chart(live_accuracy(course.moments, epochs, theme()), height=HEIGHT, key="learn-live", alt=alt)
    st.caption(f"Strong: all questions. Faint: each section by itself{'; point to one for its name' if done else ''}.")


def watched(course: Course, now: Moment) -> None:
    """Draw the nearest words of the watched word: at first, now, and where that is known in the end."""
    word = watched_word(course)
    if word != PAGE.value().word.strip().lower():
        st.caption(f"“{plain(PAGE.value().word)}” is not on this map: click a word there. For now, {plain(word)}.")
    epochs = PAGE.value().epochs
    when = {"at first": course.moments[0], f"epoch {now.done * epochs:.1f}": now, "newest": course.moments[-1]}
    st.markdown(f"Nearest to **{plain(word)}**")
    columns = {name: course.near(word, moment) for name, moment in when.items()}
    head = "".join(f"<th {NARROW}>{safe(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in zip(*columns.values(), strict=True))
    table = f'<table class="unrolled-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    st.html(f'<div class="unrolled-wide">{table}</div>')


def cell(near: tuple[str, float]) -> str:
    """Return a word and its cosine as a cell of HTML."""
    return f"<td {NARROW}>{safe(near[0])} <small>{near[1]:.2f}</small></td>"


def kept(course: Course) -> None:
    """Draw the ways to other pages with these vectors, where they were learned for this visitor."""
    if not course.kept:
        st.caption("Learn them here to have these vectors on the other pages as well.")
        return
    st.markdown("These vectors are yours now, on every page that has a menu of vectors:")
    with st.container(horizontal=True, gap="medium"):
        for page, label in (("neighbours", "Neighbours"), ("analogies", "Analogies"), ("map", "Map")):
            st.page_link(page_named(page), label=label, icon=":material/arrow_forward:", query_params={"vectors": course.kept})


def take_away(course: Course, now: Moment) -> None:
    """Draw what can be taken away."""
    light, epochs, word = theme("light"), PAGE.value().epochs, watched_word(course)
    figures = {
        "Map": lambda: map_figure(course.words, now.points, by_category(course.words, categories(), light), light),
        "Accuracy": lambda: accuracy_figure(course.moments, epochs, now, light),
    }
    tables = {"Accuracy": lambda: accuracy_text(course, epochs), "Neighbours": lambda: neighbours_text(course, word, epochs)}
    take_figures_away("learn", figures, tables)


def accuracy_text(course: Course, epochs: int) -> str:
    """Return the answers of every section at every moment as CSV."""
    rows = (
        (f"{moment.done * epochs:.3f}", one.name, one.correct, one.questions)
        for moment in course.moments
        for one in moment.sections
    )
    return table_text(("epochs read", "section", "right", "asked"), rows)


def neighbours_text(course: Course, word: str, epochs: int) -> str:
    """Return the nearest words of a word at every moment as CSV."""
    rows = (
        (f"{moment.done * epochs:.3f}", word, rank, other, f"{cosine:.2f}")
        for moment in course.moments
        for rank, (other, cosine) in enumerate(course.near(word, moment), 1)
    )
    return table_text(("epochs read", "word", "rank", "near", "cosine"), rows)


def explanation() -> None:
    """Draw how vectors are learned, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "At first every vector is drawn at random. **Skip-gram** then goes through the text and lets each word $w$ guess "
            "each word $c$ in its window, telling it apart from $k$ random words (negative samples; Mikolov et al. 2013). For "
            "every guess"
        )
        place.latex(r"\log \sigma(v_c' \cdot v_w) + \sum_{i=1}^{k} \log \sigma(-v_{c_i}' \cdot v_w)")
        place.markdown(
            "grows a little. **CBOW** guesses the middle from the mean of its neighbours. Words that stand among the same words "
            "are pushed in the same directions: that is all there is to it. The text is read by gensim's Word2Vec on one thread, "
            "so that the same seed gives the same vectors bit for bit."
        )
