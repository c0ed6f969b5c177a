"""What a finished run is given to read when its gradients are looked at: its own text where that is at hand."""

import torch
from torch import Tensor

from playground.errors import Refusal
from playground.language.generation import Sampling, Stepper, generate_ids
from playground.runs.folder import SavedRun
from playground.runs.record import Run
from playground.runs.store import RunStore
from playground.runs.texts import find_corpus
from playground.settings import Settings
from playground.text.corpora import Corpus
from playground.text.dataset import parts, read
from playground.text.vocabulary import TOKENIZERS, Vocabulary

WRITTEN = Sampling(length=4000, temperature=1.0, seed=0)


def validation_ids(run: Run, vocabulary: Vocabulary, corpus: Corpus) -> Tensor:
    """Return the validation part of a text as a run's own token numbers (L,) int64."""
    part = parts(corpus, vocabulary.tokenizer, run.experiment.text.validation_share)[1]
    return torch.from_numpy(read(part, TOKENIZERS[vocabulary.tokenizer], corpus.lines).ids(vocabulary.index))


def reading_text(saved: SavedRun, store: RunStore, settings: Settings) -> tuple[str, str]:
    """Return a text as it is written, at least one character, and what it is: “validation text” or “text of its own writing”."""
    try:
        run, vocabulary = saved.run, saved.vocabulary
        corpus = find_corpus(run.experiment.text.corpus, run.visitor, store, settings)
        if found := parts(corpus, vocabulary.tokenizer, run.experiment.text.validation_share)[1]:
            return found, "validation text"
    except Refusal:
        pass  # as below
    return saved.vocabulary.decode(written_ids(saved).tolist()), "text of its own writing"


def written_ids(saved: SavedRun) -> Tensor:
    """Return 4,000 tokens (L,) that the run writes itself: for a run whose text is not here."""
    start = saved.vocabulary.prefix("")
    return torch.tensor(start + list(generate_ids(Stepper(saved.model), start, WRITTEN, [])))


def reading_ids(saved: SavedRun, store: RunStore, settings: Settings) -> tuple[Tensor, str]:
    """Return token numbers (L,), at least two, and what they are: “validation text” or “text of its own writing”."""
    try:
        run = saved.run
        ids = validation_ids(run, saved.vocabulary, find_corpus(run.experiment.text.corpus, run.visitor, store, settings))
        if len(ids) > 1:
            return ids, "validation text"
    except Refusal:
        pass  # the text is gone, or on another machine
    return written_ids(saved), "text of its own writing"
