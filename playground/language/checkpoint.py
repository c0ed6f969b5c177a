"""A training state as safetensors bytes and back: what pause, resume, "train longer" and a restart all go through."""

import json
from dataclasses import replace

import torch
from safetensors.torch import load, save
from torch import Tensor

from models.language_model import LanguageModel
from playground.language.experiment import Experiment
from playground.language.training import TrainingState, fresh
from playground.text.dataset import Dataset

COUNTERS = ("step", "tokens", "seconds", "origin_step", "origin_tokens", "origin_seconds", "reports", "alarming")


def checkpoint(state: TrainingState) -> bytes:
    """Return everything that changes while training: weights, optimiser moments, carried state, counters, random state."""
    counters = (state.step, state.tokens, state.seconds, *state.origin, state.reports, state.alarming)
    tensors = start_of(state.model, counters, state.random) | optimizer_tensors(state.optimizer)
    for layer, parts in enumerate(state.hidden or ()):
        tensors |= {f"hidden.{layer}.{index}": part.detach() for index, part in enumerate(parts)}
    return save({name: tensor.contiguous() for name, tensor in tensors.items()})


def fresh_checkpoint(experiment: Experiment, model: LanguageModel, where: dict, reports: int) -> bytes:
    """Return a checkpoint made of weights alone: a run goes on from them with an optimiser and a carried state that start anew.

    `where` holds the step, the tokens and the seconds trained so far, within one stretch.
    """
    counters = (where["step"], where["tokens"], where["seconds"], 0, 0, 0.0, reports, 0)
    random = torch.Generator().manual_seed(experiment.training.seed).get_state()
    return save({name: tensor.contiguous() for name, tensor in start_of(model, counters, random).items()})


def start_of(model: LanguageModel, counters: tuple, random: Tensor) -> dict[str, Tensor]:
    """Return what every checkpoint holds: counters, where dropout's generator stands, and the weights."""
    tensors = {"counters": torch.tensor(counters, dtype=torch.float64), "random": random}
    return tensors | {f"model.{name}": tensor for name, tensor in model.state_dict().items()}


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """Return the optimiser's moments by parameter number and name."""
    return {
        f"optimizer.{index}.{name}": torch.as_tensor(value)
        for index, moments in optimizer.state_dict()["state"].items()
        for name, value in moments.items()
        if value is not None
    }


def resume(experiment: Experiment, dataset: Dataset, data: bytes) -> TrainingState:
    """Return the training state that `checkpoint` wrote; it goes on as if it had never stopped."""
    tensors, state = load(data), fresh(experiment, dataset)
    state.model.load_state_dict(below(tensors, "model."))
    restore_optimizer(state.optimizer, below(tensors, "optimizer."))
    counters = dict(zip(COUNTERS, tensors["counters"].tolist(), strict=True))
    state.step, state.tokens, state.seconds = int(counters["step"]), int(counters["tokens"]), counters["seconds"]
    state.origin = int(counters["origin_step"]), int(counters["origin_tokens"]), counters["origin_seconds"]
    state.reports, state.alarming = int(counters["reports"]), int(counters["alarming"])
    state.hidden, state.random = layers(below(tensors, "hidden.")), tensors["random"]
    return state


def below(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Return the tensors whose name begins with the prefix, by the rest of their name."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def restore_optimizer(optimizer: torch.optim.Optimizer, moments: dict[str, Tensor]) -> None:
    """Give the optimiser back its moments."""
    state: dict[int, dict] = {}
    for name, tensor in moments.items():
        index, moment = name.split(".", 1)
        state.setdefault(int(index), {})[moment] = tensor
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})


def layers(parts: dict[str, Tensor]) -> tuple | None:
    """Return the carried state as a tuple of layers, or None where none was carried."""
    found: dict[int, dict[int, Tensor]] = {}
    for name, tensor in parts.items():
        layer, index = (int(number) for number in name.split("."))
        found.setdefault(layer, {})[index] = tensor
    return tuple(tuple(found[layer][index] for index in sorted(found[layer])) for layer in sorted(found)) or None


def longer(state: TrainingState, budget: float, unit: str) -> TrainingState:
    """Return the same state with a new budget that counts from here, and a schedule that starts afresh."""
    training = replace(state.settings, budget=budget, budget_unit=unit)
    origin = (state.step, state.tokens, state.seconds)
    return replace(state, experiment=replace(state.experiment, training=training), origin=origin, reports=0, alarming=0)


def weights_bytes(state: TrainingState) -> bytes:
    """Return the model alone, for a run that is only read from now on; its config travels in the header."""
    return save(dict(state.model.state_dict()), {"format": "unrolled", "experiment": json.dumps(state.experiment.flat())})
