"""`python -m playground ngram`: count the n-grams of a text and measure how well they predict another."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from playground.commands.options import LARGEST_FILE, add_controls, find_text, read_controls
from playground.controls import controls
from playground.language.experiment import TextSettings
from playground.language.predictors import NGramSettings, count_ngrams
from playground.settings import settings
from playground.text.corpora import corpus_from_file
from playground.text.dataset import Dataset, prepare, prepare_against
from playground.text.ngram import measure

TEXT, ORDER = controls(TextSettings), controls(NGramSettings)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the text, its tokens, and how long the grams are."""
    add_controls(parser, TEXT | ORDER)
    parser.add_argument(
        "--validation", type=Path, metavar="FILE", help="Check against this text, not against a part of the corpus."
    )
    parser.add_argument("--json", action="store_true", help="Print a JSON object instead of text.")


def run(arguments: argparse.Namespace) -> int:
    """Count, measure and print."""
    text, order = TextSettings(**read_controls(arguments, TEXT)), NGramSettings(**read_controls(arguments, ORDER))
    order.check_for(text.tokenizer)
    figures = measured(read_texts(text, arguments.validation), order)
    if arguments.json:
        print(json.dumps(figures))
    else:
        print(as_text(figures))
    return 0


def read_texts(text: TextSettings, validation: Path | None) -> Dataset:
    """Return the text cut in two, or the whole of it beside another."""
    corpus = find_text(text.corpus, settings())
    if validation is None:
        return prepare(corpus, text.tokenizer, text.vocabulary_size, text.validation_share)
    return prepare_against(corpus, corpus_from_file(validation, LARGEST_FILE), text.tokenizer, text.vocabulary_size)


def measured(dataset: Dataset, order: NGramSettings) -> dict[str, Any]:
    """Return what is told of a model: every list holds one number for each length of gram, from 1."""
    started = time.perf_counter()
    model = count_ngrams(dataset, order).model
    seconds = time.perf_counter() - started
    found = measure(model, dataset.validation.numpy())
    return {
        "order": model.order,
        "tokenizer": dataset.vocabulary.tokenizer,
        "vocabulary": len(dataset.vocabulary),
        "tokens": len(dataset.train),
        "validation_tokens": found.tokens,
        "perplexity": found.perplexity,
        "bits_per_character": dataset.bits_per_character(found.nats),
        "grams": model.grams,
        "contexts": model.contexts,
        "memory_bytes": model.nbytes,
        "seconds": seconds,
    }


def as_text(figures: dict[str, Any]) -> str:
    """Return the figures as a small table."""
    lengths = range(1, figures["order"] + 1)
    rows = [f"{n:>6} {figures['grams'][n - 1]:>12,} {figures['contexts'][n - 1]:>12,}" for n in lengths]
    quality = f"perplexity {figures['perplexity']:.2f}, {figures['bits_per_character']:.3f} bits/character"
    cost = f"{figures['memory_bytes'] / 1e6:.1f} MB, counted in {figures['seconds']:.2f} s"
    return "\n".join([f"{quality}; {cost}", f"{'length':>6} {'grams':>12} {'contexts':>12}", *rows])
