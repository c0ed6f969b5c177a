"""Every text of the registry: there, clean, described, and large enough to train on."""

import subprocess
import sys
from pathlib import Path

import pytest

from playground.errors import Refusal
from playground.text import corpora
from playground.text.agreement import ANIMALS, FOOD, PEOPLE, PLACES, THINGS, sentences
from playground.text.corpora import CORPORA, cached, load_corpus
from playground.text.dataset import prepare
from playground.text.vocabulary import TOKENIZERS

OFFLINE = [name for name, source in CORPORA.items() if not source.online]


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("texts")


@pytest.mark.parametrize("name", OFFLINE)
def test_a_text_is_there_and_clean(name, cache):
    corpus = load_corpus(name, cache)
    assert len(corpus.text) > 10_000 and corpus.text.endswith("\n") and not corpus.text.startswith("\n")
    assert len(set(corpus.text)) < 110 and not any(ord(character) < 32 and character != "\n" for character in corpus.text)
    assert load_corpus(name, cache).digest == corpus.digest and len(corpus.digest) == 64


@pytest.mark.parametrize("name", CORPORA)
def test_a_text_says_what_it_is_and_whose(name):
    source = CORPORA[name]
    assert source.title and source.about.endswith(".") and source.source and source.licence


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@pytest.mark.parametrize("name", OFFLINE)
def test_a_text_can_be_prepared(name, tokenizer, cache):
    dataset = prepare(load_corpus(name, cache), tokenizer, 10_000, 0.1)
    assert len(dataset.train) > 1_000 and len(dataset.validation) > 100
    assert dataset.unknown_share < 0.07 and len(dataset.vocabulary) <= 10_000


def test_an_unknown_name_gets_close_spellings(cache):
    with pytest.raises(Refusal, match="did you mean wikipedia") as refused:
        load_corpus("wikipdia", cache)
    assert refused.value.field == "corpus"


def test_reading_the_texts_does_not_import_gensim(cache):
    code = (
        "import sys; from pathlib import Path; from playground.text.corpora import load_corpus;"
        f"load_corpus('wikipedia', Path({str(cache)!r})), load_corpus('lee', Path('.')); print('gensim' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True).stdout == "False\n"


def test_without_gensim_its_texts_are_refused(cache, monkeypatch):
    monkeypatch.setattr(corpora.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match="gensim"):
        load_corpus("lee", cache)


def test_python_modules_that_are_missing_are_left_out(tmp_path, monkeypatch):
    (tmp_path / "heapq.py").write_text("x = 1\n")
    (tmp_path / "random.py").write_text("y = 2\n")
    (tmp_path / "uuid.py").write_text("é = 3\n", encoding="utf-8")
    monkeypatch.setattr(corpora.sysconfig, "get_path", lambda name: str(tmp_path))
    assert load_corpus("python-code", tmp_path).text == "y = 2\n\n\n"
    monkeypatch.setattr(corpora.sysconfig, "get_path", lambda name: str(tmp_path / "nowhere"))
    with pytest.raises(Refusal, match="source code"):
        load_corpus("python-code", tmp_path)


def test_what_was_slow_is_made_once(tmp_path):
    made = []
    for _ in range(2):
        assert cached(tmp_path / "texts" / "a.txt", lambda: made.append(1) or "Text\n") == "Text\n"
    assert made == [1] and [path.name for path in (tmp_path / "texts").iterdir()] == ["a.txt"]


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path):
    (tmp_path / "texts").write_text("in the way")
    assert cached(tmp_path / "texts" / "a.txt", lambda: "Text\n") == "Text\n"


def test_dinosaurs_are_different_names_in_small_letters(cache):
    names = load_corpus("dinosaurs", cache).text.split()
    assert len(names) == len(set(names)) > 450 and all(name.isascii() and name.isalpha() and name.islower() for name in names)


NOUNS = (PEOPLE, ANIMALS, PLACES, FOOD, THINGS)
SINGULAR = {"is", "was", "has", "sleeps", "waits", "runs", "sings"}
PLURAL = {"are", "were", "have", "sleep", "wait", "run", "sing"}


def test_agreement_sentences_agree_past_nouns_of_the_other_number(cache):
    lines = load_corpus("agreement", cache).text.splitlines()
    assert len(lines) == len(set(lines)) == 8_000 and sentences(5, seed=1) != sentences(5, seed=2)
    assert not any(" ," in line or " ." in line for line in lines) and all(line[0].isupper() for line in lines)
    assert [" ".join(TOKENIZERS["word"].split(line)) for line in lines] == sentences()
    plural_nouns = {form for kind in NOUNS for _, form in kind.words}
    singular_nouns = {form for kind in NOUNS for form, _ in kind.words}
    misleading = 0
    for line in lines:
        words = TOKENIZERS["word"].split(line)
        nouns = [word for word in words if word in plural_nouns | singular_nouns]
        verb = [word for word in words if word in SINGULAR | PLURAL][-1]
        assert (verb in PLURAL) == (nouns[0] in plural_nouns), line
        before = [word for word in words[: len(words) - words[::-1].index(verb) - 1] if word in plural_nouns | singular_nouns]
        misleading += (before[-1] in plural_nouns) != (verb in PLURAL)
    assert misleading > len(lines) / 2
