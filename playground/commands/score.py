"""`python -m playground score`: say how likely sentences are, token by token."""

import argparse
import json
import math

from playground.commands.options import add_run, open_run
from playground.language.predictors import NetworkPredictor
from playground.language.scoring import SentenceScore, score


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which run scores which sentences."""
    add_run(parser)
    parser.add_argument("sentences", nargs="+", metavar="SENTENCE", help="A sentence, in quotation marks.")
    parser.add_argument("--json", action="store_true", help="Print a JSON list instead of text.")


def run(arguments: argparse.Namespace) -> int:
    """Print each sentence's log-probability and the chain of its tokens' probabilities."""
    saved = open_run(arguments.run)
    found = score(NetworkPredictor(saved.model, saved.vocabulary), arguments.sentences)
    if arguments.json:
        print(json.dumps([as_json(one) for one in found], ensure_ascii=False))
    else:
        print("\n\n".join(map(as_text, found)))
    return 0


def as_json(one: SentenceScore) -> dict:
    """Return a score as plain JSON values; logarithms are natural, in nats."""
    return {
        "text": one.text,
        "log_probability": one.log_probability,
        "bits_per_token": one.bits_per_token,
        "perplexity": one.perplexity,
        "tokens": [{"token": token.token, "log_probability": token.log_probability} for token in one.tokens],
    }


def as_text(one: SentenceScore) -> str:
    """Return a score as a person would write it down."""
    chain = " · ".join(f"{token.token!r} {math.exp(token.log_probability):.3g}" for token in one.tokens)
    figures = (
        f"log-probability {one.log_probability:.3f} nats, {one.bits_per_token:.3f} bits/token, perplexity {one.perplexity:.2f}"
    )
    return f"{one.text}\n{figures}\n{chain}"
