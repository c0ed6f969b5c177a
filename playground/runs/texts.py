"""Where the text of an experiment is found, by its name alone."""

from playground.errors import Refusal
from playground.runs.record import Run
from playground.runs.store import OWN, RunStore
from playground.settings import Settings
from playground.text.corpora import Corpus, load_corpus
from playground.text.dataset import Dataset, prepare


def find_corpus(name: str, visitor: str, store: RunStore, settings: Settings) -> Corpus:
    """Return a text of the registry, or one of this visitor's own; raise `Refusal` where there is none."""
    return store.text(visitor, name) if name.startswith(OWN) else load_corpus(name, settings.home)


def find_text(run: Run, store: RunStore, settings: Settings) -> Corpus:
    """Return the text of a run; raise `Refusal` where it is gone, or not the same as in earlier stretches."""
    corpus = find_corpus(run.experiment.text.corpus, run.visitor, store, settings)
    if run.step and run.text_digest != corpus.digest:
        raise Refusal(f"The text “{run.text_title}” has changed since this run began: start a new run on it.", "corpus")
    return corpus


def find_dataset(run: Run, store: RunStore, settings: Settings) -> Dataset:
    """Return the text of a run made ready; raise `Refusal` where it is gone, or not the same as in earlier stretches."""
    text = run.experiment.text
    corpus = find_text(run, store, settings)
    return prepare(corpus, text.tokenizer, text.vocabulary_size, text.validation_share)
