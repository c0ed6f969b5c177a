"""How many words of a text's vocabulary a set of word vectors knows."""

import streamlit as st

from playground.language.embeddings import Coverage, coverage
from playground.language.experiment import Experiment
from playground.runs.texts import find_corpus
from playground.text.dataset import prepare
from playground.ui.boot import services
from playground.ui.vectors import place, vectors_named
from playground.ui.visitor import visitor
from playground.ui.words import plain, share_text
from playground.vectors.sources import offers
from playground.vectors.vectorset import VectorSet


def words_found(corpus: str, vocabulary_size: int, validation_share: float, vectors: VectorSet) -> Coverage:
    """Return how many words of a text's vocabulary have a vector."""
    version = offers(place())[vectors.name].version
    parts = dict(corpus=corpus, vocabulary_size=vocabulary_size, validation_share=validation_share, vectors=vectors.name)
    return known_words(owner=visitor(), version=version, **parts, _found=vectors)


@st.cache_resource(scope="session", max_entries=24, show_spinner="Reading the text …")
def known_words(
    owner: str, corpus: str, vocabulary_size: int, validation_share: float, vectors: str, version: str, _found: VectorSet
) -> Coverage:
    """Return how many words of a text's vocabulary have a vector, looked up once in a session."""
    read = find_corpus(corpus, owner, services().store, services().settings)
    return coverage(prepare(read, "word", vocabulary_size, validation_share).vocabulary.tokens, _found.vectors)


def found_sentence(experiment: Experiment) -> str:
    """Say how many words of an experiment's text start from a vector."""
    text, found = experiment.text, vectors_named(experiment.model.vectors, offers(place()))
    known = words_found(text.corpus, text.vocabulary_size, text.validation_share, found)
    share, rest = share_text(known.found / known.words), known.words - known.found
    said = f"{known.found:,} of its {known.words:,} words ({share}) have a vector in {plain(found.title)}"
    return f"{said}; the other {rest:,} start from random ones." if rest else f"{said}."
