"""`python -m playground memory`: train small networks to remember over a gap, and test how far they can."""

import argparse
import sys
from dataclasses import replace

import torch
from tqdm import tqdm

from playground.commands.options import add_controls, check_forget_bias, read_controls
from playground.controls import Control, controls
from playground.gradients.memory_tasks import GapBand, MemoryScore, MemorySettings, MemoryState, bands, begin_memory, train_memory
from playground.runs.record import strict_json
from playground.settings import settings

OPTIONS = controls(MemorySettings)
SEEDS = Control("seeds", int, "Seeds", "Networks trained one after the other, each for that long.", 1, 1, 20)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the task, the network and how long it may learn."""
    add_controls(parser, {**OPTIONS, SEEDS.name: SEEDS})
    parser.add_argument("--json", action="store_true", help="Print a JSON object instead of a table.")


def run(arguments: argparse.Namespace) -> int:
    """Print the share of right answers for each gap."""
    given = read_controls(arguments, {**OPTIONS, SEEDS.name: SEEDS})
    seeds = given.pop(SEEDS.name, SEEDS.default)
    SEEDS.check(seeds)
    wanted = MemorySettings(**given)
    check_forget_bias(given, wanted.cell)
    torch.set_num_threads(settings().threads)
    states = [begin_memory(replace(wanted, seed=wanted.seed + number)) for number in range(seeds)]
    found = bands([learn(state, quiet=arguments.json) for state in states])
    print(strict_json(values(wanted, states, found)) if arguments.json else table(wanted, states[0], found))
    return 0


def learn(state: MemoryState, quiet: bool) -> MemoryScore:
    """Train one network with a progress bar on stderr, and return its last scores."""
    with tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}{postfix}", file=sys.stderr, disable=quiet) as bar:
        for record in train_memory(state):
            if isinstance(record, MemoryScore):
                last = record
                bar.update(100 * state.progress() - bar.n)
    return last


def values(wanted: MemorySettings, states: list[MemoryState], found: list[GapBand]) -> dict:
    """Return the accuracy by gap as plain JSON values, chance beside it."""
    answer = {
        "task": wanted.task,
        "cell": wanted.cell,
        "chance": states[0].task.chance,
        "accuracy": {str(one.gap): one.accuracy for one in found},
        "low": {str(one.gap): one.low for one in found},
        "high": {str(one.gap): one.high for one in found},
        "steps": [state.step for state in states],
        "seconds": [state.seconds for state in states],
    }
    if states[0].task.chance_squared_error is None:
        return answer
    errors = {str(one.gap): one.squared_error for one in found}
    return {**answer, "squared_error": errors, "chance_squared_error": states[0].task.chance_squared_error}


def table(wanted: MemorySettings, state: MemoryState, found: list[GapBand]) -> str:
    """Return the accuracy by gap for people."""
    rows = [f"{state.task.label}, {wanted.cell}: right answers by gap (chance {state.task.chance:.0%})"]
    for one in found:
        error = "" if one.squared_error is None else f"   squared error {one.squared_error:.4f}"
        rows.append(f"  gap {one.gap:>3}: {one.accuracy:.0%}{error}")
    return "\n".join(rows)
