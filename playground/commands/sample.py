"""`python -m playground sample`: let a trained model write."""

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import replace

from playground.commands.options import add_controls, add_run, open_run, read_controls, whole
from playground.controls import controls
from playground.errors import Refusal
from playground.language.beam import BeamSettings, beam_search
from playground.language.generation import Sampling
from playground.language.predictors import NetworkPredictor
from playground.language.writing import write

OPTIONS = controls(Sampling)
BEAM_OPTIONS = {"length_penalty": controls(BeamSettings)["length_penalty"]}
MOST = 100  # texts in one call
Text = tuple[str, float]  # what was written, and its log-probability in nats


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which run writes, from which beginning, and how it draws or searches."""
    add_run(parser)
    parser.add_argument("--prime", default="", metavar="TEXT", help="Text to continue.")
    parser.add_argument("--count", type=int, default=1, metavar="N", help="Texts to write, each with the next seed. Default 1.")
    parser.add_argument("--beam", type=int, metavar="N", help="Search with a beam of this width instead of drawing.")
    add_controls(parser, OPTIONS | BEAM_OPTIONS)
    parser.add_argument("--json", action="store_true", help="Print a JSON object instead of the text.")


def run(arguments: argparse.Namespace) -> int:
    """Print the prime text and what the model writes after it."""
    given, count = read_controls(arguments, OPTIONS | BEAM_OPTIONS), whole(arguments.count, "--count", 1, MOST)
    how = sampled if arguments.beam is None else searched
    check(given, arguments.beam)
    saved = open_run(arguments.run)
    texts = list(how(NetworkPredictor(saved.model, saved.vocabulary), arguments, given, count))
    if arguments.json:
        listed = [{"text": text, "log_probability": log_probability} for text, log_probability in texts]
        answer = {"run": saved.run.id, "prime": arguments.prime, "text": texts[0][0], "texts": listed}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(arguments.prime + text for text, _ in texts))
    return 0


def check(given: dict, beam: int | None) -> None:
    """Raise `Refusal` at options that do not go together."""
    allowed = OPTIONS.keys() if beam is None else {"length", "stop", *BEAM_OPTIONS}
    for name in given.keys() - allowed:
        flag = "--" + name.replace("_", "-")
        raise Refusal(f"{flag} has no effect {'without' if beam is None else 'with'} --beam: leave one of them out.")


def sampled(predictor: NetworkPredictor, arguments: argparse.Namespace, given: dict, count: int) -> Iterator[Text]:
    """Yield texts drawn with one seed after the other."""
    sampling = Sampling(**given)
    for number in range(count):
        written = list(write(predictor, arguments.prime, replace(sampling, seed=(sampling.seed + number) % 2**31)))
        yield "".join(one.text for one in written), math.fsum(one.log_probability for one in written)


def searched(predictor: NetworkPredictor, arguments: argparse.Namespace, given: dict, count: int) -> Iterator[Text]:
    """Yield the best texts that a beam search finds; each ends at its <eos>."""
    settings = BeamSettings(width=arguments.beam, **{name: value for name, value in given.items() if name != "stop"})
    if count > settings.width:
        raise Refusal(f"--count cannot be {count} with --beam {settings.width}: a beam holds as many texts as it is wide.")
    tree = beam_search(predictor, predictor.primed(arguments.prime), settings)
    for one in tree.found[:count]:
        yield tree.text(one, predictor.vocabulary, predictor.vocabulary.prefix(arguments.prime)), one.log_probability
