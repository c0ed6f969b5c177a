"""`python -m playground gradients`: how fast a gradient fades on its way back through time."""

import argparse

import torch

from playground.commands.options import add_controls, check_forget_bias, flag, read_controls
from playground.commands.train import VISITOR
from playground.controls import controls
from playground.errors import Refusal
from playground.figures.powers import power_text
from playground.gradients.trace import Decay, model_decay
from playground.gradients.untrained import Untrained, untrained_decay
from playground.runs.folder import find_run
from playground.runs.reading import reading_ids
from playground.runs.record import strict_json
from playground.runs.store import RunStore
from playground.settings import settings

OPTIONS = controls(Untrained)
ANY_LAYER = "0"  # the top one
OF_A_RUN = ("length", "seeds", "batch_size")  # what a trained run leaves open
SHOWN = (0, 1, 2, 5, 10, 20, 50, 100, 200, 499)  # steps back in the table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare a trained run or the settings of an untrained network."""
    parser.add_argument("--run", metavar="DIR|NAME", help="A trained run, in place of --cell: its gradients on its own text.")
    parser.add_argument(
        "--layer", metavar="N", default=ANY_LAYER, help="Which layer of a run, 1 the lowest. Default the top one."
    )
    add_controls(parser, OPTIONS)
    parser.add_argument("--json", action="store_true", help="Print a JSON object instead of a table.")


def run(arguments: argparse.Namespace) -> int:
    """Print the norm of the gradient at each step back from the loss, for each part of the state."""
    given = read_controls(arguments, OPTIONS)
    torch.set_num_threads(settings().threads)
    if bool(arguments.run) == ("cell" in given):
        raise Refusal("Say whose gradients: either --run with a trained run, or --cell with a kind of network.", "run")
    if "cell" in given and arguments.layer != ANY_LAYER:
        raise Refusal("--layer is for --run: a network before training has one layer.", "layer")
    source, decays = of_run(arguments, given) if arguments.run else of_cell(given)
    answer = {"source": source, "states": {name: decay_values(decay) for name, decay in decays.items()}}
    print(strict_json(answer) if arguments.json else "\n".join(table(name, decay) for name, decay in decays.items()))
    return 0


def of_cell(given: dict) -> tuple[str, dict[str, Decay]]:
    """Return the decay of a network that has learned nothing; raise `Refusal` at an option that its cell knows nothing of."""
    wanted = Untrained(**given)
    if "activation" in given and wanted.cell != "rnn":
        raise Refusal(f"{flag('activation')} is for --cell rnn: the cell {wanted.cell} has its own.", "activation")
    check_forget_bias(given, wanted.cell)
    return "untrained", untrained_decay(wanted)


def of_run(arguments: argparse.Namespace, given: dict) -> tuple[str, dict[str, Decay]]:
    """Return the decay of a trained run; `seeds` counts batches of text."""
    if foreign := [flag(name) for name in given if name not in OF_A_RUN]:
        raise Refusal(f"{foreign[0]} is for an untrained network: leave it out with --run.")
    wanted, host = Untrained(**given), settings()
    store = RunStore(host.database())
    saved = find_run(arguments.run, store, VISITOR)
    layer = read_layer(arguments.layer, saved.model.config.layers)
    ids, source = reading_ids(saved, store, host)
    return source, model_decay(saved.model, ids, wanted.length, wanted.batch_size, wanted.seeds, layer)


def read_layer(raw: str, layers: int) -> int:
    """Return the index of a layer, the top one for 0; raise `Refusal` where there is none."""
    if raw not in map(str, range(layers + 1)):
        raise Refusal(f"Layer cannot be “{raw[:20]}”: use a whole number from 1 to {layers}.", "layer")
    return int(raw) - 1


def decay_values(decay: Decay) -> dict:
    """Return a decay as plain JSON values; what is too small for a number is there as its log10."""
    return {
        "norms": decay.norms.tolist(),
        "log10_norms": decay.middle.tolist(),
        "log10_low": decay.low.tolist(),
        "log10_high": decay.high.tolist(),
        "half_life": decay.half_life,
        "steps_to_1_percent": decay.steps_to_1_percent,
        "slope": decay.slope,
        "seeds": len(decay.curves),
    }


def table(name: str, decay: Decay) -> str:
    """Return a decay for people."""
    most = len(decay.middle) - 1
    half, hundredth = (steps(count, most) for count in (decay.half_life, decay.steps_to_1_percent))
    rows = [f"‖∂L/∂{name}‖, the loss being taken at the last step", f"  half of it is left {half}, 1 % {hundredth}"]
    rows += [f"  {back:>4} steps back: {power_text(decay.middle[back])}" for back in SHOWN if back <= most]
    return "\n".join(rows)


def steps(count: float | None, most: int) -> str:
    """Write after how many steps something is so, where that is known."""
    return f"further back than these {most} steps" if count is None else f"{count:.1f} steps back"
