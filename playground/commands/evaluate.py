"""`python -m playground evaluate`: how many analogy questions vectors answer, or how well they agree with people about pairs."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from playground.commands.options import whole
from playground.commands.vectoroptions import add_vectors, find
from playground.vectors.questions import QUESTIONS, QuestionSet, questions_named, read_questions, text_of
from playground.vectors.scorecard import RESTRICT, Scorecard, SectionScore, score_analogies, score_pairs
from playground.vectors.vectorset import VectorSet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the vectors, the questions, and among how many words answers are looked for."""
    about = f"A file of analogies or pairs, or one of {', '.join(QUESTIONS)}. Default google."
    parser.add_argument("--questions", default="google", metavar="FILE|NAME", help=about)
    restrict = f"Only the first N words take part. Default {RESTRICT:,}."
    parser.add_argument("--restrict", type=int, default=RESTRICT, metavar="N", help=restrict)
    add_vectors(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the accuracy over all questions and by section, or the correlations over all pairs."""
    restrict = whole(arguments.restrict, "--restrict", 1, 100_000_000)
    questions, found = questions_of(arguments.questions), find(arguments)
    told = analogies(found, questions, restrict) if questions.sections else pairs(found, questions, restrict)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else as_text(told))
    return 0


def questions_of(name: str) -> QuestionSet:
    """Return the questions that come with the app by name, or those in a file."""
    path = Path(name).expanduser()
    return questions_named(name) if name in QUESTIONS or not path.exists() else read_questions(text_of(path), path.name)


def analogies(found: VectorSet, questions: QuestionSet, restrict: int) -> dict[str, Any]:
    """Ask every question, with a progress bar, and return the scores."""
    card = Scorecard(())
    with tqdm(total=100, unit="%", file=sys.stderr, delay=0.5) as bar:
        for card in score_analogies(found.vectors, questions.sections, restrict):
            bar.update(100 * card.done - bar.n)
    return {"all": told(card.all), "sections": [{"name": one.name, **told(one)} for one in card.sections]}


def told(score: SectionScore) -> dict[str, Any]:
    """Return a score as plain JSON values; accuracy is null where no question could be asked."""
    return {
        "accuracy": score.accuracy,
        "correct": score.correct,
        "questions": score.questions,
        "skipped": score.all - score.questions,
    }


def pairs(found: VectorSet, questions: QuestionSet, restrict: int) -> dict[str, Any]:
    """Return how the vectors agree with people."""
    return vars(score_pairs(found.vectors, questions.pairs, restrict))


def as_text(told: dict[str, Any]) -> str:
    """Return the scores as a small table."""
    if "sections" not in told:
        return "\n".join(f"{name:>10}  {'–' if value is None else f'{value:.4g}'}" for name, value in told.items())
    rows = [{"name": "all", **told["all"]}, *told["sections"]]
    return "\n".join(f"{share(one['accuracy'])}  {one['correct']:>6,} of {one['questions']:>6,}  {one['name']}" for one in rows)


def share(accuracy: float | None) -> str:
    """Write a share in per cent."""
    return "     –" if accuracy is None else f"{100 * accuracy:5.1f}%"
