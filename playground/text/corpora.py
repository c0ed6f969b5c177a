"""The texts that a network can read: those every install has, one that is fetched, and the visitor's own."""

import hashlib
import importlib.util
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from playground.errors import Refusal, unknown
from playground.text.agreement import sentences, written
from playground.text.decoding import decode, too_large
from playground.text.download import Download, Progress, fetch, keep, quiet
from playground.text.plain import plain
from playground.text.wikipedia import load_wikipedia

LARGEST = 1_500_000  # characters of a text that could be longer
SINGLE_WORDS, LINES = 0.95, 20  # a visitor's text is a list where so many of its lines are one word, and there are enough of them


@dataclass(frozen=True)
class Corpus:
    """A text and where it comes from; with `lines`, each line is an example of its own."""

    name: str
    title: str
    text: str
    source: str
    licence: str
    lines: bool = False

    @cached_property
    def digest(self) -> str:
        """Return the sha256 of the text in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class CorpusSource:
    """How to get a text: `load(cache, progress)` returns it, keeping under the cache folder what was slow to get."""

    title: str
    about: str
    source: str
    licence: str
    load: Callable[[Path, Progress], str]
    lines: bool = False
    online: bool = False


def load_corpus(name: str, cache: Path, progress: Progress = quiet) -> Corpus:
    """Return a text of the registry; raise `Refusal` (field "corpus") on an unknown name, or where it cannot be fetched."""
    if name not in CORPORA:
        raise unknown("text", name, CORPORA, "corpus")
    source = CORPORA[name]
    return Corpus(name, source.title, source.load(cache, progress), source.source, source.licence, source.lines)


def corpus_from_bytes(data: bytes, name: str, limit: int) -> Corpus:
    """Return a visitor's own text (UTF-8, at most `limit` bytes); raise `Refusal` (field "corpus") where it cannot be used."""
    text = decode(data, limit)
    return Corpus(name, Path(name).stem[:60] or "Your text", text, "your own text", "as you have it", is_list(text))


def corpus_from_file(path: Path, limit: int) -> Corpus:
    """Return the text in a file (UTF-8, at most `limit` bytes); raise `Refusal` (field "corpus") where it cannot be used."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise too_large(max(path.stat().st_size, len(data)), limit)
    except OSError as error:
        raise Refusal(f"The file {path} cannot be read ({error.strerror}): give the path of a text file.", "corpus") from None
    return corpus_from_bytes(data, path.name, limit)


def is_list(text: str) -> bool:
    """Tell whether a text is a list of single words, one a line."""
    lines = [line for line in text.split("\n") if line.strip()]
    single = sum(len(line.split()) == 1 for line in lines)
    return len(lines) >= LINES and single >= SINGLE_WORDS * len(lines)


def cached(path: Path, make: Callable[[], str]) -> str:
    """Return the text kept in a file, or make it and keep it there."""
    with suppress(OSError, UnicodeDecodeError):
        return path.read_bytes().decode("utf-8")
    text = make()
    with suppress(OSError):  # a folder that cannot be written to costs time, not the text
        keep(path, text.encode("utf-8"))
    return text


def gensim_folder() -> Path:
    """Return where gensim is installed, without importing it: that would cost a worker a hundred megabytes."""
    found = importlib.util.find_spec("gensim")
    if not found or not found.submodule_search_locations:
        raise Refusal("This text comes with gensim, which is not installed: choose another text.", "corpus")
    return Path(found.submodule_search_locations[0])


def wikipedia(cache: Path, progress: Progress = quiet) -> str:
    """Return the Wikipedia articles of gensim's test data, cleaned once."""
    return cached(cache / "texts" / "wikipedia-2.txt", lambda: load_wikipedia(gensim_folder(), 2 * LARGEST))


def lee(cache: Path, progress: Progress = quiet) -> str:
    """Return the news of the Lee corpus, a document a line."""
    folder = gensim_folder() / "test" / "test_data"
    parts = ((folder / name).read_bytes().decode("cp1252") for name in ("lee_background.cor", "lee.cor"))
    documents = (" ".join(plain(line).split()) for part in parts for line in part.splitlines())
    return "".join(document + "\n" for document in documents if document)


def python_docs(cache: Path, progress: Progress = quiet) -> str:
    """Return the topics of Python's own help, without the lines that only underline."""
    from pydoc_data.topics import topics

    text = plain("\n\n".join(topic.strip() for _, topic in sorted(topics.items())))
    return "\n".join(line.rstrip() for line in text.split("\n") if not line or set(line) - set("*=-~^")) + "\n"


MODULES = """
argparse ast bisect calendar cmd collections/__init__ configparser contextlib copy csv dataclasses difflib dis enum fnmatch
gettext glob graphlib gzip html/parser http/cookies inspect ipaddress json/decoder json/encoder logging/__init__ logging/config
optparse pathlib pprint queue random sched selectors shelve shutil socketserver string subprocess tempfile textwrap threading
timeit tokenize trace traceback types typing unittest/case uuid warnings wave weakref zipapp
"""


def python_code(cache: Path, progress: Progress = quiet) -> str:
    """Return the source of some modules of the standard library: those that are there and plain ASCII."""
    folder = Path(sysconfig.get_path("stdlib"))
    sources: list[str] = []
    for module in MODULES.split():
        with suppress(OSError, UnicodeDecodeError):  # another Python may have moved it
            source = (folder / f"{module}.py").read_text("ascii").replace("\f", "").strip() + "\n\n\n"
            if sum(map(len, sources)) + len(source) <= LARGEST:
                sources.append(source)
    if not sources:
        raise Refusal("This Python keeps no source code of its standard library: choose another text.", "corpus")
    return "".join(sources)


def dinosaurs(cache: Path, progress: Progress = quiet) -> str:
    """Return the names of dinosaurs, one a line."""
    return Path(__file__).with_name("dinosaurs.txt").read_text("utf-8")


def agreement(cache: Path, progress: Progress = quiet) -> str:
    """Return the sentences of the grammar, one a line."""
    return "".join(written(sentence) + "\n" for sentence in sentences())


SHAKESPEARE = Download(
    title="Tiny Shakespeare",
    url="https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
    size=1_115_394,
    sha256="86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
)


def shakespeare(cache: Path, progress: Progress = quiet) -> str:
    """Return 40,000 lines of Shakespeare's plays, fetched once."""
    return fetch(SHAKESPEARE, cache / "texts" / "shakespeare.txt", progress).decode("utf-8")


CORPORA: dict[str, CorpusSource] = {
    "wikipedia": CorpusSource(
        title="Wikipedia",
        about="The articles of gensim's sample that are no stubs, 88 of 106: 2.3 million characters of real English.",
        source="English Wikipedia, the articles in gensim's test data (the dump of May 2016)",
        licence="CC BY-SA 3.0, by the authors of each article",
        load=wikipedia,
    ),
    "lee": CorpusSource(
        title="News (Lee)",
        about="364 short news stories of 2001 and 2002, a story a line: 380,000 characters.",
        source="Lee, Pincombe and Welsh (2005), in gensim's test data; stories of the Australian Broadcasting Corporation",
        licence="none stated; distributed with gensim for testing",
        load=lee,
    ),
    "python-docs": CorpusSource(
        title="Python documentation",
        about="The help topics of Python itself, with their examples: 450,000 characters.",
        source="pydoc_data.topics in the standard library of the Python that runs this",
        licence="Python Software Foundation License",
        load=python_docs,
    ),
    "python-code": CorpusSource(
        title="Python source code",
        about="Modules of Python's standard library as they are: indentation, comments and all.",
        source="the standard library of the Python that runs this",
        licence="Python Software Foundation License",
        load=python_code,
    ),
    "dinosaurs": CorpusSource(
        title="Dinosaur names",
        about="Eight hundred names, each an example that ends with <eos>: the network invents new ones.",
        source="written for this project",
        licence="that of this project; names are facts",
        load=dinosaurs,
        lines=True,
    ),
    "agreement": CorpusSource(
        title="Agreement sentences",
        about="“The cat, which already ate the cakes, was full.” Verbs that agree with a noun far away.",
        source="a grammar written for this project",
        licence="that of this project",
        load=agreement,
        lines=True,
    ),
    "shakespeare": CorpusSource(
        title="Tiny Shakespeare",
        about="40,000 lines of his plays, 1.1 million characters. Fetched once, so the first time needs internet.",
        source="karpathy/char-rnn on GitHub, data/tinyshakespeare/input.txt",
        licence="public domain",
        load=shakespeare,
        online=True,
    ),
}
