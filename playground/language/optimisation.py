"""Registries of what moves the weights: optimisers, learning-rate schedules and gradient clipping."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_, clip_grad_value_, get_total_norm

WARM_UP = 0.05  # share of the budget over which every falling schedule first rises


@dataclass(frozen=True)
class Choice:
    """One entry of a registry: what a menu calls it, and the function it stands for."""

    label: str
    function: Callable


def adam(parameters: Iterable, learning_rate: float) -> torch.optim.Optimizer:
    """Return Adam with a short memory for the squared gradient, which suits runs of a minute (Kingma & Ba 2015)."""
    return torch.optim.Adam(parameters, learning_rate, betas=(0.9, 0.99), fused=True)


def adamw(parameters: Iterable, learning_rate: float) -> torch.optim.Optimizer:
    """Return Adam with decoupled weight decay 0.01 (Loshchilov & Hutter 2019)."""
    return torch.optim.AdamW(parameters, learning_rate, betas=(0.9, 0.99), weight_decay=0.01, fused=True)


def rmsprop(parameters: Iterable, learning_rate: float) -> torch.optim.Optimizer:
    """Return RMSprop with decay 0.95 (Tieleman & Hinton 2012)."""
    return torch.optim.RMSprop(parameters, learning_rate, alpha=0.95)


def momentum(parameters: Iterable, learning_rate: float) -> torch.optim.Optimizer:
    """Return gradient descent with Nesterov momentum 0.9 (Sutskever et al. 2013)."""
    return torch.optim.SGD(parameters, learning_rate, momentum=0.9, nesterov=True)


def sgd(parameters: Iterable, learning_rate: float) -> torch.optim.Optimizer:
    """Return plain stochastic gradient descent."""
    return torch.optim.SGD(parameters, learning_rate)


OPTIMIZERS = {
    "adam": Choice("Adam", adam),
    "adamw": Choice("AdamW", adamw),
    "rmsprop": Choice("RMSprop", rmsprop),
    "momentum": Choice("SGD with momentum", momentum),
    "sgd": Choice("SGD", sgd),
}


def warm(progress: float) -> float:
    """Rise from near zero to 1 over the first 5 % of the budget."""
    return min(1.0, progress / WARM_UP + 0.01)


def constant(progress: float) -> float:
    """Stay at the peak."""
    return 1.0


def cosine(progress: float) -> float:
    """Warm up, then fall to zero along half a cosine (Loshchilov & Hutter 2017)."""
    return warm(progress) * 0.5 * (1 + math.cos(math.pi * progress))


def linear(progress: float) -> float:
    """Warm up, then fall to zero in a straight line."""
    return warm(progress) * (1 - progress)


def hold_then_fall(progress: float) -> float:
    """Warm up, stay at the peak for the first half, then fall to zero in a straight line."""
    return warm(progress) * min(1.0, 2 * (1 - progress))


SCHEDULES = {
    "cosine": Choice("Cosine", cosine),
    "hold-then-fall": Choice("Hold, then fall", hold_then_fall),
    "linear": Choice("Linear", linear),
    "constant": Choice("Constant", constant),
}


def clip_nothing(parameters: list[Tensor], limit: float) -> tuple[Tensor, Tensor]:
    """Leave the gradients as they are; return their L2 norm twice."""
    norm = total_norm(parameters)
    return norm, norm


def clip_norm(parameters: list[Tensor], limit: float) -> tuple[Tensor, Tensor]:
    """Shorten the whole gradient to at most `limit`; return its L2 norm before and after (Pascanu et al. 2013, alg. 1)."""
    before = clip_grad_norm_(parameters, limit)
    return before, before.clamp(max=limit)


def clip_value(parameters: list[Tensor], limit: float) -> tuple[Tensor, Tensor]:
    """Cut every single gradient to ±`limit`; return the L2 norm before and after."""
    before = total_norm(parameters)
    clip_grad_value_(parameters, limit)
    return before, total_norm(parameters)


def total_norm(parameters: list[Tensor]) -> Tensor:
    """Return the L2 norm of all gradients together."""
    return get_total_norm([parameter.grad for parameter in parameters if parameter.grad is not None])


CLIPPINGS = {
    "norm": Choice("By norm", clip_norm),
    "value": Choice("By value", clip_value),
    "none": Choice("None", clip_nothing),
}
