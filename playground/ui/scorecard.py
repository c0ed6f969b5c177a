"""The scorecard of the page Analogies: which questions, whose answers beside them, and what they came to, section by section."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from playground.errors import Refusal
from playground.figures.analogies import describe_scorecard, scorecard_figure
from playground.figures.export import figure_page, table_text
from playground.ui.analogies import PAGE
from playground.ui.charts import download, draw
from playground.ui.looks import theme
from playground.ui.menus import name_menu
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as shown_number
from playground.ui.study import study_panel
from playground.ui.vectors import place
from playground.ui.words import plain
from playground.vectors.ownquestions import keep_questions, own_questions
from playground.vectors.questions import LARGEST, QUESTIONS
from playground.vectors.score_study import Score, ScoreSettings, scores_of
from playground.vectors.scorecard import Agreement
from playground.vectors.sources import offers
from playground.vectors.uploads import OWN

ABOUT = (
    "One analogy proves nothing. Here are thousands with known answers, and pairs of words which people have judged: how many do "
    "these vectors get right?"
)
NOT_KNOWN = "These vectors know the words of none of the questions: choose other questions, or other vectors."


def scorecard_panel() -> None:
    """Draw the choice of questions and vectors, and the score, or the way to have it."""
    st.subheader("Scorecard", anchor=False)
    st.markdown(ABOUT)
    titles = {name: source.title for name, source in QUESTIONS.items()}
    mine = {name: f"Yours: {title}" for name, title in own_questions(place()).items()}
    here = {"": "nothing"} | {name: offer.title for name, offer in offers(place()).items() if not offer.online}
    keep_known("questions", titles | mine)
    keep_known("other", here)
    which, other, many = st.columns(3)
    with which:
        name_menu(PAGE, "questions", titles | mine)
    with other:
        name_menu(PAGE, "other", here)
    with many:
        PAGE.control("restrict", step=10_000)
    chosen = PAGE.value().questions
    if chosen in QUESTIONS:
        st.caption(QUESTIONS[chosen].about)
    bring_questions()
    names = ScoreSettings.controls()
    asked = {name: value for name, value in PAGE.value().flat().items() if name in names}
    study_panel("scorecard", "scorecard", asked, show, "Ask every question")


def keep_known(name: str, known: Mapping[str, str]) -> None:
    """Fall back to the default where a link names questions or vectors that are not here, and say so."""
    named, label = getattr(PAGE.value(), name), PAGE.standard.controls()[name].label
    if named in known:
        return
    own = f"What this link names for “{label}” is kept for the browser that brought it: bring the file here to use it."
    said = own if named.startswith(OWN) else f"“{label}” cannot be “{named[:60]}” here: choose another in the menu."
    PAGE.note(f"{said} The default stands in for now.")
    PAGE.put(PAGE.value().with_(**{name: getattr(PAGE.standard, name)}))


def show(events: Sequence[Mapping[str, Any]], done: bool) -> None:
    """Draw the scores so far; in the end section by section, with their table."""
    found = scores_of(events)
    if not found:
        return
    draw_numbers(*(number for score in found for number in numbers(score)))
    if not done:
        return
    if any(score.card and score.card.all.questions for score in found):
        draw(scorecard_figure(found, theme()), "analogies-scorecard", describe_scorecard(found))
    elif any(score.card for score in found):
        st.info(NOT_KNOWN, icon=":material/info:")
    st.caption(rules())
    files(found)


def numbers(score: Score) -> list[str]:
    """Return the numbers to quote of one set of vectors."""
    if score.agreement:
        return agreement_numbers(score.title, score.agreement)
    whole = score.card.all
    value = "–" if whole.accuracy is None else f"{whole.accuracy:.1%}"
    return [shown_number(score.title, value, f"{whole.correct:,} of {whole.questions:,} asked, {whole.all:,} in the file")]


def agreement_numbers(title: str, found: Agreement) -> list[str]:
    """Return both correlations with people's scores."""
    beside = f"{found.pairs:,} of {found.all:,} pairs known"
    values = {"Spearman": found.spearman, "Pearson": found.pearson}
    return [shown_number(f"{name} · {title}", "–" if value is None else f"{value:.3f}", beside) for name, value in values.items()]


def rules() -> str:
    """Say by which rules the score is taken."""
    return (
        f"As gensim scores them: 3CosAdd among the first {PAGE.value().restrict:,} words, case aside; a question with a word "
        "that is not among those is not asked. Pairs: the rank correlation of cosines with people's scores."
    )


def files(found: Sequence[Score]) -> None:
    """Draw what can be taken away of the scores."""
    with st.container(horizontal=True, gap="small"):
        if any(score.card for score in found):
            page = lambda: figure_page(scorecard_figure(found, theme("light")), "Scorecard")  # noqa: E731
            download("Scorecard (HTML)", page, "scorecard.html", "text/html", "scorecard-html")
        download("Scorecard (CSV)", lambda: scores_text(found), "scorecard.csv", "text/csv", "scorecard-csv")


def scores_text(found: Sequence[Score]) -> str:
    """Return every score as CSV."""
    if any(score.agreement for score in found):
        rows = [(score.title, *vars(score.agreement).values()) for score in found if score.agreement]
        return table_text(("vectors", "Pearson", "Spearman", "pairs known", "pairs"), rows)
    rows = [
        (score.title, one.name, one.correct, one.questions, one.all, "" if one.accuracy is None else one.accuracy)
        for score in found
        for one in (*score.card.sections, score.card.all)
    ]
    return table_text(("vectors", "section", "right", "asked", "in the file", "accuracy"), rows)


def bring_questions() -> None:
    """Draw the place to upload questions; what is wrong with them is said right there."""
    key = PAGE.key("questions-upload")
    with st.expander("Bring your own questions", icon=":material/upload_file:"):
        st.caption("Four words a line (“man king woman queen”) below headings such as “: family”; or two words and a score.")
        most = LARGEST // 1_000_000
        st.file_uploader(f"A text file (UTF-8, at most {most} MB)", key=key, on_change=take_questions, max_upload_size=most)
        if refused := st.session_state.get(f"{key}-refused"):
            st.error(plain(refused))


def take_questions() -> None:
    """Keep the file that was uploaded and choose it, or say why not."""
    key = PAGE.key("questions-upload")
    file, st.session_state[f"{key}-refused"] = st.session_state[key], None
    if file is None:
        return
    try:
        PAGE.change(questions=keep_questions(file.getvalue(), file.name, place()))
    except Refusal as refusal:
        st.session_state[f"{key}-refused"] = str(refusal)
