"""N-grams, completions, sampled text and the search among units, each on the path that a page takes."""

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

import numpy as np
import torch
from safetensors.torch import save

from benchmarks.data import FOLDER, characters
from benchmarks.table import Row
from models.language_model import LanguageModel
from playground.jobs.studies import Desk
from playground.language.activations import Series, rank_units, record
from playground.language.completion import completer
from playground.language.experiment import Experiment
from playground.language.generation import Sampling
from playground.language.keystrokes import begin_typing, typing_accuracy
from playground.language.patterns import PATTERNS, over_tokens
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams
from playground.language.training import begin, train
from playground.language.writing import write
from playground.runs.record import new_run
from playground.runs.store import RunStore
from playground.runs.unit_study import UnitStudySettings, unit_study
from playground.settings import settings
from playground.text.corpora import load_corpus
from playground.text.dataset import Dataset, count, read
from playground.text.ngram import build, measure
from playground.text.vocabulary import END, TOKENIZERS, Vocabulary

CELLS = "rnn", "gru", "lstm"
ROUNDS, STEPS = 5, 150  # updates that make a network peaky enough to complete words
TOKENS, SCORED = 1_000_000, 80_000
TYPED = "The name of this place was known to them in the first part of the century, and it is "


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median seconds of some work."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)


def words() -> tuple[np.ndarray, np.ndarray, Vocabulary, str]:
    """Return a million words to count and a text to score: the Penn Treebank, or the encyclopedia as often as it takes."""
    folder, tokenizer = FOLDER / "text" / "ptb", TOKENIZERS["word"]
    if folder.exists():
        train, test = (gzip.decompress((folder / f"ptb.{part}.txt.gz").read_bytes()).decode() for part in ("train", "test"))
    else:
        text = load_corpus("wikipedia", settings().home).text
        train, test = text[: int(0.8 * len(text))], text[int(0.8 * len(text)) :]
    train, test = read(train, tokenizer, False), read(test, tokenizer, False)
    vocabulary = Vocabulary.from_counts("word", count(train, False), 10_000)
    name = "Penn Treebank" if folder.exists() else "Wikipedia"
    return train.ids(vocabulary.index), test.ids(vocabulary.index), vocabulary, name


def dictionaries(ids: np.ndarray) -> None:
    """Count grams of 1 to 5 tokens as every tutorial does, smoothing not included."""
    tokens = ids.tolist()
    for order in range(1, 6):
        Counter(zip(*(tokens[start:] for start in range(order)), strict=False))


def ngram_rows() -> Iterator[Row]:
    """Yield what counting and scoring words costs, and how well five words predict the next."""
    train, test, vocabulary, name = words()
    million, end = np.resize(train, TOKENS), vocabulary.index[END]
    model = build(million, len(vocabulary), 5, end)
    building = timed(lambda: build(million, len(vocabulary), 5, end), 3)
    yield Row("word 5-gram over a million tokens: build", building, "s", 3.0)
    yield Row("counting the same in dictionaries, without smoothing", timed(lambda: dictionaries(million), 1), "s")
    yield Row("word 5-gram: score 80,000 tokens", timed(lambda: measure(model, np.resize(test, SCORED))), "s", 0.2)
    yield Row("word 5-gram: memory", model.nbytes / 1e6, "MB")
    goal = 142.2 if name == "Penn Treebank" else None
    perplexity = measure(build(train, len(vocabulary), 5, end), test).perplexity
    yield Row(f"perplexity of a 5-gram on {name} (published for the Penn Treebank: 141.2)", perplexity, "", goal)


def trained(cell: str, dataset: Dataset) -> LanguageModel:
    """Return a network of the default size after a few updates."""
    state = begin(Experiment().with_(cell=cell, budget=STEPS), dataset)
    list(train(state))
    return state.model.eval()


def keystrokes(completers: list) -> list[float]:
    """Return for each key of a text the seconds until all models have their completions."""
    typing, times = [begin_typing(one) for one in completers], []
    for end in range(1, len(TYPED) + 1):
        started = time.perf_counter()
        typing = [one.to(TYPED[:end]) for one in typing]
        for one in typing:
            one.completions(5)
        times.append(time.perf_counter() - started)
    return sorted(times)


def rows() -> Iterator[Row]:
    """Yield the rows of counting, then those of four models of the same characters."""
    torch.set_num_threads(1)
    yield from ngram_rows()
    dataset = characters()
    networks = {cell: trained(cell, dataset) for cell in CELLS}
    predictors = {cell: NetworkPredictor(model, dataset.vocabulary) for cell, model in networks.items()}
    everyone = predictors | {"8-gram": count_ngrams(dataset, NGramSettings(8))}
    times = keystrokes([completer(one) for one in everyone.values()])
    yield Row("a keystroke, four character models, 256 units: median", 1000 * times[len(times) // 2], "ms")
    yield Row("a keystroke, four character models, 256 units: 95 %", 1000 * times[int(0.95 * len(times))], "ms", 60)
    held_out = dataset.vocabulary.decode(dataset.validation.tolist())
    for name, one in everyone.items():
        seconds = timed(lambda one=one: list(typing_accuracy(completer(one), held_out)), 1)
        yield Row(f"accuracy by letters known, 300 words, {name}", seconds, "s")
    for cell, one in predictors.items():
        seconds = timed(lambda one=one: list(write(one, "", Sampling(1000))))
        yield Row(f"1,000 sampled characters with their candidates, {cell}", seconds, "s", 0.1)
    for cell, model in networks.items():
        seconds = timed(lambda model=model: bracket_search(model, dataset, held_out[:100_000]), 3)
        yield Row(f"units that follow brackets, 100,000 characters × 256, {cell}", seconds, "s", 3.0)
        first, all_told = page_search(cell, model, dataset)
        yield Row(f"the same on the page Inside, with every other pattern, {cell}", first, "s", 3.0)
        yield Row(f"all that the page searches, each state and gate, {cell}", all_told, "s")


def bracket_search(model: LanguageModel, dataset: Dataset, text: str) -> None:
    """Record the hidden state of every unit and rank the units; marks stand in for brackets, which the plays hardly have."""
    found = record(model, dataset.vocabulary, text.replace(",", "(").replace(".", ")"), [Series(0, "h")])
    rank_units(found.values[Series(0, "h")], over_tokens(PATTERNS["depth"], found.tokens, "character"))


def page_search(cell: str, model: LanguageModel, dataset: Dataset) -> tuple[float, float]:
    """Return the seconds until the search of a visitor's run has told of its first state, and of every state and gate."""
    store = RunStore("sqlite://")
    corpus = store.put_text("ann", dataset.corpus, keep=1)
    run = replace(new_run(Experiment().with_(cell=cell, corpus=corpus), "ann", "a text"), status="finished", step=STEPS)
    store.add(run)
    vocabulary = json.dumps(dataset.vocabulary.to_json()).encode()
    store.save(run.id, (), {"weights": save(dict(model.state_dict())), "vocabulary": vocabulary})
    started, told = time.perf_counter(), []
    for event in unit_study(UnitStudySettings(run=run.id), Desk("ann", store, settings())):
        told += [time.perf_counter() - started] if "matches" in event else []
    store.engine.dispose()
    return told[0], told[-1]
