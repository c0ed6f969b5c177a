"""How well the bundled runs complete words they never saw, measured once and kept beside them as `typing.json`.

Each measure names what it was taken of, weights and text, by their SHA-256: where either has changed since, it is not used.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playground.errors import Refusal
from playground.language.completion import completer
from playground.language.keystrokes import TypingAccuracy, typing_accuracy
from playground.language.predictors import NetworkPredictor, NGramSettings, Predictor, count_ngrams
from playground.runs.folder import RUN, WEIGHTS, load_run
from playground.text.dataset import Dataset
from playground.text.ngram import ORDERS

FILE = "typing.json"
WORDS = 300  # held-out words that are asked for


@dataclass(frozen=True)
class Measures:
    """Accuracies of networks by the name of their folder and of n-grams by their order, all on the text with this digest."""

    text: str = ""
    networks: Mapping[str, TypingAccuracy] = field(default_factory=dict)
    ngrams: Mapping[int, TypingAccuracy] = field(default_factory=dict)


def measured(predictor: Predictor, held_out: str) -> TypingAccuracy:
    """Return the accuracy of a model over the usual number of words."""
    *_, last = typing_accuracy(completer(predictor), held_out, WORDS)
    return last


def held_out(dataset: Dataset) -> str:
    """Return the part of a text that nothing was trained on."""
    return dataset.vocabulary.decode(dataset.validation.tolist())


def measure(folder: Path, dataset: Dataset) -> Iterator[tuple[str, TypingAccuracy]]:
    """Measure every run in a folder that read this text, and n-grams of every order; yield each, then write the file."""
    text, networks, ngrams = held_out(dataset), {}, {}
    for place in run_folders(folder):
        saved = load_run(place)
        if saved.run.text_digest == dataset.corpus.digest and saved.vocabulary == dataset.vocabulary:
            found = measured(NetworkPredictor(saved.model, saved.vocabulary), text)
            networks[place.name] = {"weights": digest(place), **vars(found)}
            yield place.name, found
    for order in range(1, ORDERS[dataset.vocabulary.tokenizer] + 1):
        found = measured(count_ngrams(dataset, NGramSettings(order)), text)
        ngrams[str(order)] = vars(found)
        yield f"{order}-gram", found
    write(folder / FILE, {"text": dataset.corpus.digest, "networks": networks, "ngrams": ngrams})


def write(path: Path, values: dict) -> None:
    """Write the measures, a model a line; raise `Refusal` where they cannot be written."""
    parts = [f'"text": {json.dumps(values["text"])}']
    for kind in ("networks", "ngrams"):
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(found)}" for name, found in values[kind].items())
        parts.append(f'"{kind}": {{\n{lines}\n}}')
    try:
        path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}.", "folder") from error


def run_folders(folder: Path) -> list[Path]:
    """Return the folders of runs in a folder."""
    return [place for place in sorted(folder.glob("*")) if (place / RUN).is_file()]


def digest(place: Path) -> str:
    """Return the SHA-256 of a run's weights."""
    return hashlib.sha256((place / WEIGHTS).read_bytes()).hexdigest()


def load_measures(folder: Path) -> Measures:
    """Return the measures in a folder that still stand; none where there is no file, or it is damaged."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        networks = {name: dict(found) for name, found in values["networks"].items()}
        stands = {name: found for name, found in networks.items() if found.pop("weights") == digest(folder / Path(name).name)}
        ngrams = {int(order): accuracy(found) for order, found in values["ngrams"].items()}
        return Measures(str(values["text"]), {name: accuracy(found) for name, found in stands.items()}, ngrams)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Refusal):
        return Measures()


def accuracy(values: Mapping) -> TypingAccuracy:
    """Return the accuracy that `vars` gave, read back from JSON."""
    right = tuple(tuple(row) for row in values["right"])
    lists = {"asked": tuple(values["asked"]), "right": right, "saved": tuple(values["saved"])}
    return TypingAccuracy(words=int(values["words"]), share=float(values["share"]), **lists)
