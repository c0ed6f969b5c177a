"""A decay curve at each validation: how a network learns to remember, for less than a hundredth of a run's time."""

import math

import torch
from torch import Tensor

from models.language_model import LanguageModel
from playground.gradients.trace import mean_norm, model_trace, windows

SEQUENCES, LENGTH = 8, 64  # windows of the validation part, and steps in each
DIGITS = 3  # after the point of a log10: 0.2 % of a norm


@torch.no_grad()
def recorded_decay(model: LanguageModel, stream: Tensor) -> dict[str, list[float | None]]:
    """Return log10 ‖∂L_T/∂s_t‖ of the top layer by state, the last step first; None where nothing arrives, or no number.

    The mean is over 8 windows of 64 tokens, always the same ones, each from a zero state; `stream` (L,) has at least two tokens.
    """
    curves = model_trace(model, *windows(stream, SEQUENCES, LENGTH))
    return {name: [writable(value) for value in mean_norm(curve).tolist()] for name, curve in curves.items()}


def writable(value: float) -> float | None:
    """Return a number as it is stored."""
    return round(value, DIGITS) if math.isfinite(value) else None
