"""The parts of the page Analogies: three words, the answer, the parallelogram, and why the answer wins."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from playground.controls import Described, as_in, check, choice, number, text
from playground.errors import Refusal
from playground.figures.analogies import answer_bars, describe_answers, describe_parallelogram, parallelogram_figure
from playground.figures.export import table_text
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as shown_number
from playground.ui.pagesettings import PageSettings
from playground.ui.sidebar import page_sidebar
from playground.ui.vectors import chosen_vectors, vectors_control, vectors_menu
from playground.ui.words import plain, safe
from playground.vectors.analogies import METHODS, Parallelogram, Reason, Solution, parallelogram, reasons, solve
from playground.vectors.lookup import word_in
from playground.vectors.score_study import ScoreSettings
from playground.vectors.vectorset import VectorSet

LETTERS, LONGEST = "abc", 60
COMPARED = 3  # answers whose scores are taken apart
PRESETS = {  # a relation, what to look for, and examples of it: the first whose words are all known is shown
    "Country to capital": ("The step from France to Paris leads from Italy to …", ("france paris italy", "germany berlin japan")),
    "Country to language": ("The same start, another step.", ("france french spain", "japan japanese italy")),
    "State to capital": ("Real texts say little of Sacramento: how do other vectors do?", ("texas austin california",)),
    "Job to role": ("Where does each of them work?", ("teacher school doctor", "baker bread tailor", "doctor hospital teacher")),
    "Gender": ("Which words would win if those you asked with were not left out?", ("father mother son", "brother sister uncle")),
    "Tense": ("Grammar is a direction too.", ("go went see", "walking walked running", "walking walked swimming")),
    "Comparative": ("One step makes an adjective stronger.", ("good better bad", "small smaller large", "big bigger small")),
}


@dataclass(frozen=True)
class AnalogySettings(Described):
    """What the page asks, of which vectors, and what its scorecard does."""

    vectors: str = vectors_control()
    method: str = choice(
        "3cosadd", "Answers are scored by", "How nearness to b and c counts, and farness from a.", METHODS, more=False
    )
    count: int = number(10, "Answers", "How many words are listed.", 1, 50, more=False)
    a: str = text("man", "a", "The word that the step begins at.")
    b: str = text("king", "is to b", "Where the step leads.")
    c: str = text("woman", "as c", "The word that the same step begins at.")
    other: str = as_in(ScoreSettings, "other")
    questions: str = as_in(ScoreSettings, "questions")
    restrict: int = as_in(ScoreSettings, "restrict")

    def __post_init__(self):
        check(self)
        for name in LETTERS:
            if len(getattr(self, name)) > LONGEST:
                raise Refusal(f"This word is longer than {LONGEST} letters: use another.", name)


PAGE = PageSettings("analogies", AnalogySettings())
LEFT = ("vectors", "method", "count", "other", "questions", "restrict")  # what a preset leaves as it is


def sidebar() -> None:
    """Draw the vectors and how answers are scored."""
    own = dict.fromkeys((*LETTERS, "other", "questions", "restrict"), lambda: None)
    page_sidebar(PAGE, vectors=lambda: vectors_menu(PAGE), **own)


def panel() -> VectorSet | None:
    """Draw the question and its answer, or why there is none; return the vectors."""
    found = chosen_vectors(PAGE)
    if found is None:
        return None
    for note in found.notes:
        st.caption(plain(note))
    words = question(found)
    chips(PAGE, presets(found))
    if words:
        try:
            solved = solve(found.vectors, words, PAGE.value().count, PAGE.value().method)
            answer_panel(found, words, solved)
        except Refusal as refusal:
            st.warning(plain(str(refusal)))
    return found


def question(found: VectorSet) -> list[str]:
    """Draw the three boxes, below each what is wrong with its word; return the words, none where one is not known."""
    words = []
    for name, column in zip(LETTERS, st.columns(3), strict=True):
        with column:
            PAGE.control(name, max_chars=LONGEST)
            try:
                words.append(word_in(found.vectors, getattr(PAGE.value(), name).strip(), name))
            except Refusal as refusal:
                st.warning(plain(str(refusal)))
    return words if len(words) == len(LETTERS) else []


def presets(found: VectorSet) -> list[Chip]:
    """Return a chip for each relation of which these vectors know an example."""
    chosen = []
    for label, (look_for, examples) in PRESETS.items():
        if words := next((words for example in examples if (words := known(found, example.split()))), None):
            chosen.append(Chip(label, look_for, dict(zip(LETTERS, words, strict=True)), LEFT))
    return chosen


def known(found: VectorSet, words: Sequence[str]) -> list[str]:
    """Return words as vectors spell them, none where one of them is not known."""
    spelled = [next((one for one in (word, word.capitalize()) if one in found.vectors), "") for word in words]
    return spelled if all(spelled) else []


def answer_panel(found: VectorSet, words: list[str], solved: Solution) -> None:
    """Draw the answer, the bars beside the parallelogram, why it wins, and what can be taken away."""
    a, b, c = words
    if not solved.answers:
        raise Refusal("There is no other word in these vectors that could answer.", "vectors")
    best, *others = solved.answers
    after = f"score {best.score:.3f}; next is {others[0].word}, {others[0].score:.3f}" if others else f"score {best.score:.3f}"
    draw_numbers(
        shown_number(f"{a} is to {b} as {c} is to", best.word, after),
        shown_number("From b − a + c to it", f"{best.distance:.3f}", "0 would be exactly there; lengths are 1"),
    )
    plane = drawn(found, words, solved)
    bars, picture = st.columns(2, gap="large")
    method = METHODS[PAGE.value().method].label
    with bars:
        draw(answer_bars(solved, method, theme()), "analogies-answers", describe_answers(solved))
        st.caption(f"{plain(a)}, {plain(b)} and {plain(c)} are left out; faint bars show how they would have scored.")
    with picture:
        if plane:
            alt = describe_parallelogram(plane, solved.answers)
            draw(parallelogram_figure(plane, theme()), "analogies-plane", alt)
            st.caption(plane_text(plane))
    told = reasons(found.vectors, words, [one.word for one in (*solved.answers, *solved.asked)])
    why_panel(words, solved, told)
    explanation()
    take_away(solved, told, plane, method)


def drawn(found: VectorSet, words: list[str], solved: Solution) -> Parallelogram | None:
    """Return the parallelogram, None (and say why) where three words lie on one line."""
    try:
        return parallelogram(found.vectors, words, [one.word for one in solved.answers])
    except Refusal as refusal:
        st.info(plain(str(refusal)), icon=":material/info:")
        return None


def plane_text(plane: Parallelogram) -> str:
    """Say what the plane shows and what it hides."""
    words = ", ".join(plain(spot.word) for spot in (plane.a, plane.b, plane.c))
    best = plane.answers[0]
    return f"The plane through {words}: lengths and angles in it are true. {plain(best.word)} lies {best.off:.2f} off the plane."


def why_panel(words: list[str], solved: Solution, told: list[Reason]) -> None:
    """Draw what the first scores are made of, and what the answer has over the next word."""
    st.subheader("Why it wins", anchor=False)
    listed = {one.word for one in (*solved.answers[:COMPARED], *solved.asked)}
    scores = {one.word: one.score for one in (*solved.answers, *solved.asked)}
    asked = {one.word for one in solved.asked}
    rows = sorted({one.word: one for one in told if one.word in listed}.values(), key=lambda one: -scores[one.word])
    a, b, c = (safe(word) for word in words)
    heads = ("cosine with", f"+ {b}", f"+ {c}", f"− {a}", "score")
    body = "".join(reason_row(one, scores[one.word], one.word in asked) for one in rows)
    head = "".join(f"<th>{name}</th>" for name in heads)
    table = f'<table class="unrolled-table narrow"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    st.html(f'<div class="unrolled-wide">{table}</div>')
    if len(solved.answers) > 1:
        st.markdown(lead(words, told[0], told[1]))


def reason_row(one: Reason, score: float, asked: bool) -> str:
    """Return a word and what its score is made of as a row of HTML."""
    cells = "".join(f"<td>{value:.3f}</td>" for value in (one.to_b, one.to_c, one.to_a, score))
    name = f"{safe(one.word)} <small>left out</small>" if asked else f"<strong>{safe(one.word)}</strong>"
    return f"<tr><td>{name}</td>{cells}</tr>"


def lead(words: list[str], first: Reason, second: Reason) -> str:
    """Say what the best answer has over the next."""
    a, b, c = (plain(word) for word in words)
    gains = {
        f"nearness to {b}": first.to_b - second.to_b,
        f"nearness to {c}": first.to_c - second.to_c,
        f"farness from {a}": second.to_a - first.to_a,
    }
    ordered = sorted(gains.items(), key=lambda pair: -pair[1])
    said = ", ".join(f"{name} {plain(signed(gain))}" for name, gain in ordered)
    return f"What **{plain(first.word)}** has over {plain(second.word)}, in cosines: {said}."


def signed(value: float) -> str:
    """Write a number with its sign."""
    return f"{value:+.3f}".replace("-", "−")


def explanation() -> None:
    """Draw the two formulas and what is left out, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown("The step from *a* to *b* is taken from *c*. Which word *d* is nearest to where it ends? By **3CosAdd**:")
        place.latex(r"d = \arg\max_{d \notin \{a,b,c\}} \; \cos(d,\; b - a + c)")
        place.markdown(
            "with every vector at length 1 (Mikolov, Yih, Zweig 2013). One large cosine can outweigh the others there; "
            "**3CosMul** multiplies instead, with each cosine moved to 0…1 (Levy, Goldberg 2014):"
        )
        place.latex(r"d = \arg\max_{d \notin \{a,b,c\}} \; \frac{\cos(d, b)\,\cos(d, c)}{\cos(d, a) + \varepsilon}")
        place.markdown(
            "*a*, *b* and *c* cannot answer: with real vectors *b* or *c* itself is mostly the nearest, so that much of what "
            "analogies seem to show comes from leaving them out (Linzen 2016; Rogers, Drozd, Li 2017). The picture lies in the "
            "plane through *a*, *b* and *c*, in which the fourth corner lies too; answers are seen from straight above."
        )


def take_away(solved: Solution, told: list[Reason], plane: Parallelogram | None, method: str) -> None:
    """Draw what can be taken away."""
    light = theme("light")
    figures = {"Answers": lambda: answer_bars(solved, method, light)}
    if plane:
        figures["Parallelogram"] = lambda: parallelogram_figure(plane, light)
    rows = [
        (one.word, one.score, one.distance, reason.to_a, reason.to_b, reason.to_c)
        for one, reason in zip((*solved.answers, *solved.asked), told, strict=True)
    ]
    heads = ("word", "score", "distance from b - a + c", "cosine with a", "cosine with b", "cosine with c")
    take_figures_away("analogies", figures, {"Answers": lambda: table_text(heads, rows)})
