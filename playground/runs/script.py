"""A run as one PyTorch script that needs nothing of this project: it trains the same model on the same text, loss for loss.

What is a choice of this run (tokenizer, schedule, optimiser, clipping, an unusual cell) stands in it as the very code that
trained; what every run does is written out in `script_parts.py`, in the order in which a reader needs it. Whatever a visitor
may have written, such as the name of the run, goes in as a literal: the script is run by whoever exports it.
"""

import math
from itertools import pairwise
from string import Template

from models.cells import CELLS, GRUCell, LSTMCell, ReluCell, TanhCell
from models.embedding import OneHot
from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.language.optimisation import CLIPPINGS, OPTIMIZERS, SCHEDULES
from playground.runs import script_parts as parts
from playground.runs.record import History, Run
from playground.runs.sources import Sources, import_lines
from playground.text.corpora import CORPORA

TEXT_NAME = "text.txt"
IMPORTED = "imported at step"  # what `versions` calls the step after which an optimiser started afresh
KERNELS = {TanhCell: parts.TANH, ReluCell: parts.RELU, GRUCell: parts.GRU, LSTMCell: parts.LSTM}
"""Cells that torch has under another name."""
TOKENS = {"character": parts.CHARACTERS, "word": parts.WORDS}
"""How a script reads the tokens of a text, by tokenizer."""


def script(run: Run, history: History) -> str:
    """Return the script; raise `Refusal` where it could not give the recorded losses."""
    check(run)
    training, sources, rates = run.experiment.training, Sources(), recorded_rates(run, history)
    optimizer, clip = OPTIMIZERS[training.optimizer].function, CLIPPINGS[training.clipping].function
    for function in (optimizer, clip):
        sources.add_object(function)
    filled = {
        "rate": parts.LOOKED_UP if rates else rate_code(run.experiment, sources),
        "network": network_code(run.experiment, sources),
        "batches": parts.STATEFUL if training.stateful else parts.SHUFFLED,
        "optimizer": optimizer.__name__,
        "clip": clip.__name__,
        "text_name": TEXT_NAME,
        "constants": constants(run),
    }
    filled |= text_code(run.experiment, sources)
    filled["definitions"] = sources.definitions() + "\n\n\n"
    filled["imports"] = import_lines([*parts.IMPORTS, *((*key, called) for key, called in sources.imports.items())])
    listed = "" if rates is None else rates_text(rates)
    return parts.SCRIPT.substitute(filled) + listed + parts.END


def check(run: Run) -> None:
    """Raise `Refusal` where no script of this run is possible."""
    if not run.step:
        raise Refusal("This run has not made a step yet: let it train a little.", "script")
    if run.experiment.text.tokenizer not in TOKENS:
        raise Refusal("There is no script for this tokenizer yet: export the run as a zip.", "script")
    if run.versions.get(IMPORTED, str(run.step)) != str(run.step):
        raise Refusal(
            "This run came as a zip and was trained further with an optimiser that started afresh, which a script does not "
            "repeat: make the script of the run that it came from.",
            "script",
        )


def recorded_rates(run: Run, history: History) -> list[float] | None:
    """Return the learning rate of every step where no formula gives them: budgets in seconds, and runs trained longer.

    Raises `Refusal` where not every step is recorded.
    """
    if follows_schedule(run, history):
        return None
    if [record.step for record in history.steps] != list(range(1, run.step + 1)):
        raise Refusal(
            "The learning rates of this run followed a clock, or several stretches of training, and not every step of it is "
            "kept, so that a script cannot repeat it: train one with a budget in steps or tokens.",
            "script",
        )
    return [record.learning_rate for record in history.steps]


def follows_schedule(run: Run, history: History) -> bool:
    """Tell whether the schedule and the budget alone give every learning rate that was recorded."""
    training = run.experiment.training
    if training.budget_unit not in parts.USED:
        return False
    schedule, before = SCHEDULES[training.schedule].function, [(0, 0), *((one.step, one.tokens) for one in history.steps)]
    for (step, tokens), record in zip(before, history.steps, strict=False):
        used = {"steps": record.step - 1, "tokens": tokens if step == record.step - 1 else None}[training.budget_unit]
        if used is None:  # a step that is not kept stands before this one
            continue
        if not math.isclose(
            training.learning_rate * schedule(min(1.0, used / training.budget)), record.learning_rate, rel_tol=1e-9
        ):
            return False
    return all(one.step < other.step for one, other in pairwise(history.steps))


def rate_code(experiment: Experiment, sources: Sources) -> str:
    """Return the function of a step's learning rate, by its schedule."""
    function = SCHEDULES[experiment.training.schedule].function
    sources.add_object(function)
    used = parts.USED[experiment.training.budget_unit]
    return Template(parts.RATE).substitute(schedule=function.__name__, used=used)


def text_code(experiment: Experiment, sources: Sources) -> dict[str, str]:
    """Return how the text is cut in two and into tokens."""
    known, tokens = CORPORA.get(experiment.text.corpus), TOKENS[experiment.text.tokenizer]
    for origin, name in tokens.uses:
        sources.add(origin, name)
    if known and not known.lines:
        return {
            "split": Template(parts.SPLIT_TEXT).substitute(place=tokens.place),
            "tokens": tokens.code,
            "lines": "LINES = False\n",
        }
    if not known:
        sources.add("playground.text.corpora", "is_list")
    sources.imports["random", None] = "random"
    lines = "LINES = True  # each line is an example\n" if known else "LINES = is_list(text)  # whether each line is an example\n"
    return {"split": Template(parts.SPLIT_LINES).substitute(place=tokens.place), "tokens": tokens.code, "lines": lines}


def network_code(experiment: Experiment, sources: Sources) -> str:
    """Return the network: torch's own module where there is one, else the cell as it stands in this project."""
    model, cell = experiment.model, CELLS[experiment.model.cell]
    drop = parts.DROPPED if model.dropout else "{}"
    inputs, outputs = drop.format("self.embedding(ids)"), drop.format("outputs")
    if cell in KERNELS:
        kernel = KERNELS[cell]
        options = kernel.options + (", dropout=DROPOUT" if model.dropout and model.layers > 1 else "")
        named = {"kernel": kernel.module, "options": options, "extra": kernel.extra, "carried": kernel.carried}
        return parts.NETWORK.substitute(named, inputs=inputs, outputs=outputs, **input_code(experiment, sources))
    sources.add_object(cell)
    sources.add("models.recurrent", "unroll_layer")
    options = "".join(f", {name}={name.upper()}" for name in cell.options)
    named = {"cell": cell.__name__, "options": options, "run": "unroll_layer", "last": "after[-1]"}
    return parts.CELL_NETWORK.substitute(named, inputs=inputs, outputs=outputs, **input_code(experiment, sources))


def input_code(experiment: Experiment, sources: Sources) -> dict[str, str]:
    """Return what stands for a token at the input, and how many numbers that is."""
    if experiment.model.wants_vectors:
        raise Refusal("A script cannot repeat this run: it began with word vectors, and has none.", "embedding")
    if experiment.model.one_hot:
        sources.add_object(OneHot)
        return {"width": "vocabulary_size", "embedding": "OneHot(vocabulary_size)"}
    return {"width": "EMBEDDING_SIZE", "embedding": "nn.Embedding(vocabulary_size, EMBEDDING_SIZE)"}


def constants(run: Run) -> str:
    """Return what was chosen, one constant a line; every text is a literal, so that none of it can be code."""
    text, model, training = run.experiment.text, run.experiment.model, run.experiment.training
    values = {
        "NAME": run.name,
        "VERSIONS": dict(run.versions),
        "TEXT_SHA256": run.text_digest,
        "VALIDATION_SHARE": text.validation_share,
        "VOCABULARY_SIZE": text.vocabulary_size,
        "EMBEDDING_SIZE": model.embedding_size,
        "HIDDEN_SIZE": model.hidden_size,
        "LAYERS": model.layers,
        "DROPOUT": model.dropout,
        **{name.upper(): getattr(model, name) for name in CELLS[model.cell].options},
        "BATCH_SIZE": training.batch_size,
        "SEQUENCE_LENGTH": training.sequence_length,
        "LEARNING_RATE": training.learning_rate,
        "CLIP_AT": training.clip_at,
        "SEED": training.seed,
        "BUDGET": training.budget,
        "STEPS": run.step,
    }
    return "\n".join(f"{name} = {literal(value)}{COMMENTS.get(name, '')}" for name, value in values.items())


COMMENTS = {
    "VALIDATION_SHARE": "  # of the text, at its end",
    "VOCABULARY_SIZE": "  # tokens at most, the most frequent first",
    "BUDGET": "  # in the unit that `rate` counts",
    "STEPS": "  # updates of the weights",
}


def literal(value) -> str:
    """Return a value as Python writes it, in ASCII."""
    return ascii(value)


def rates_text(rates: list[float]) -> str:
    """Return the recorded learning rates as a constant, ten a line."""
    lines = (", ".join(map(repr, rates[first : first + 10])) for first in range(0, len(rates), 10))
    return "\nRATES = [\n    " + ",\n    ".join(lines) + ",\n]\n\n"
