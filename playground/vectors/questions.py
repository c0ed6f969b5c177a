"""Questions that word vectors are tested with: analogies in sections, and pairs of words with how alike people find them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playground.errors import Refusal, unknown
from playground.text.corpora import gensim_folder

LARGEST = 5_000_000  # bytes of a file of questions
MOST = 200_000  # questions in a file
COMMENTS = ("#", "//")
ONE_SECTION = "questions"  # what questions without a heading are called


@dataclass(frozen=True)
class Section:
    """Analogy questions of one kind: a is to b as c is to d."""

    name: str
    questions: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Pair:
    """Two words, and how alike people find them, on a scale of their own."""

    one: str
    other: str
    score: float


@dataclass(frozen=True)
class QuestionSet:
    """Questions of either kind; the other is empty."""

    title: str
    sections: tuple[Section, ...] = ()
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class QuestionSource:
    """Questions that come with gensim: what they are, whose, and their file."""

    title: str
    about: str
    file: str
    read: Callable[[str, str], QuestionSet]

    def load(self) -> QuestionSet:
        """Return the questions; raise `Refusal` where gensim's test data is not installed."""
        return self.read(text_of(gensim_folder() / "test" / "test_data" / self.file), self.title)


def read_questions(text: str, title: str) -> QuestionSet:
    """Return what a file holds: analogies (four words a line, sections headed by “: name”) or pairs (two words and a score).

    Raises `Refusal` (field "questions") at the first line that is neither.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(COMMENTS)]
    if not lines:
        raise Refusal("There are no questions: each line needs four words, or two words and a score.", "questions")
    if len(lines) > MOST:
        raise Refusal(f"There are {len(lines):,} questions: use up to {MOST:,}.", "questions")
    beginning = [parts_of(line) for line in lines[:2]]
    pairs = any(len(parts) == 3 and number_in(parts[2]) is not None for parts in beginning)
    return (read_pairs if pairs else read_analogies)(text, title)


def parts_of(line: str) -> list[str]:
    """Return the words and the score of a line, which tabs or spaces separate."""
    return [part.strip() for part in (line.split("\t") if "\t" in line else line.split())]


def read_analogies(text: str, title: str) -> QuestionSet:
    """Return analogy questions, section by section in the order of the file."""
    found: list[tuple[str, list]] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or line.startswith(COMMENTS):
            continue
        if line.startswith(":"):
            found.append((line.lstrip(": ").strip()[:80], []))
            continue
        if len(words) != 4:
            count = f"{len(words)} word{'' if len(words) == 1 else 's'}"
            raise Refusal(f"Line {number:,} has {count}: an analogy has four, as in “man king woman queen”.", "questions")
        if not found:
            found.append((ONE_SECTION, []))
        found[-1][1].append(tuple(words))
    return QuestionSet(title, sections=tuple(Section(name, tuple(questions)) for name, questions in found))


def read_pairs(text: str, title: str) -> QuestionSet:
    """Return pairs of words with their scores; a line of headings above them is left out."""
    found: list[Pair] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith(COMMENTS):
            continue
        parts = parts_of(line)
        score = number_in(parts[-1])
        if len(parts) == 3 and score is not None:
            found.append(Pair(parts[0], parts[1], score))
        elif found or len(parts) != 3:
            raise Refusal(f"Line {number:,} is no pair: it needs two words and a score, as in “tiger cat 7.35”.", "questions")
    return QuestionSet(title, pairs=tuple(found))


def number_in(text: str) -> float | None:
    """Return a finite number, None where there is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def text_of(path: Path) -> str:
    """Return the text of a file of questions; raise `Refusal` (field "questions") where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Refusal(f"{path.name} cannot be read ({error.strerror}): choose a file of questions.", "questions") from None
    return decoded(data)


def decoded(data: bytes) -> str:
    """Return the text of some questions; raise `Refusal` (field "questions") where it is none or too long."""
    if len(data) > LARGEST:
        raise Refusal(f"These questions are larger than {LARGEST // 1_000_000} MB: use fewer.", "questions")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("These questions are not in UTF-8: save the file as UTF-8.", "questions") from None


QUESTIONS: dict[str, QuestionSource] = {
    "google": QuestionSource(
        "Google analogies",
        "19,544 questions in 14 sections, from capitals to plural verbs (Mikolov et al. 2013).",
        "questions-words.txt",
        read_analogies,
    ),
    "wordsim353": QuestionSource(
        "WordSim-353",
        "353 pairs of words, and how related people find them, 0 to 10 (Finkelstein et al. 2002).",
        "wordsim353.tsv",
        read_pairs,
    ),
    "simlex999": QuestionSource(
        "SimLex-999",
        "999 pairs of words, and how alike people find them, 0 to 10 (Hill, Reichart, Korhonen 2015).",
        "simlex999.txt",
        read_pairs,
    ),
}


def questions_named(name: str) -> QuestionSet:
    """Return the questions of the registry that are called so; raise `Refusal` (field "questions") where there are none."""
    if name not in QUESTIONS:
        raise unknown("set of questions", name, QUESTIONS, "questions")
    return QUESTIONS[name].load()
