"""Alarms: gradients that vanish, explode or are no numbers any more, each with what to try. None for a run that is well.

A trained language model looks back a few tokens only and its gradients fade accordingly, so that fading by itself is no alarm
on a run; one is raised where they fade faster than by 0.4 a step and training does not change that.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from playground.gradients.trace import Decay
from playground.language.records import DecayRecord, StepRecord

RECENT = 20  # updates that are looked at
LARGE, HUGE, TINY = 20.0, 100.0, 1e-5  # norms of the whole gradient: usual before clipping, once after it, usual at the low end
LEARNED = 0.05  # nats per token: below, a small gradient is a success
GROWN = 1.0  # log10 of how much a curve may grow over its whole length
SHORT = 7.0  # steps: at 0.5 a step 1 % is left after 6.6
STEEP, BETTER = -0.4, 0.03  # log10 a step: how steep a run's curve may be, and what counts as getting less so
LASTING = 3  # decays on end that grow, since a network with clipping may find its way back
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ENOUGH = 8  # decays of a run before its slope is judged


@dataclass(frozen=True)
class Alarm:
    """Something wrong with gradients: `kind` is a key of `KINDS`, `message` says what was seen and what to try."""

    kind: str
    message: str


KINDS = {"nan": "Not a number", "exploding": "Exploding gradients", "vanishing": "Vanishing gradients"}

CURE = {
    "nan": "Start again with a learning rate ten times smaller, and clip the gradient by norm at 1.",
    "exploding": "Clip the gradient by norm at 1, lower the learning rate, or start from smaller recurrent weights.",
    "vanishing": "Try an LSTM with a forget-gate bias of 1 to 3, a GRU, or recurrent weights with a spectral radius near 1.",
}
CURE_OF_CLIPPED = CURE | {
    "nan": "It was clipped by norm already: start again from smaller recurrent weights, or with a tenth of the learning rate.",
    "exploding": "It is clipped by norm already: lower the learning rate, or start from smaller recurrent weights.",
}


def alarm(kind: str, what: str, cure: Mapping[str, str]) -> Alarm:
    """Return the alarm for what was seen, with its cure."""
    return Alarm(kind, f"{what} {cure[kind]}")


def curve_alarms(decay: Decay, cure: Mapping[str, str] = CURE) -> list[Alarm]:
    """Return what is wrong with one decay curve, that of an untrained network above all."""
    if np.isnan(decay.middle).any() or (decay.middle == np.inf).any():
        return [alarm("nan", "The gradient is no longer a number.", cure)]
    if decay.left[-1] > GROWN:
        grown = f"The gradient is {power(decay.left[-1])} times as large {len(decay.left) - 1} steps back as at the last step."
        return [alarm("exploding", grown, cure)]
    if decay.steps_to_1_percent is not None and decay.steps_to_1_percent < SHORT:
        left = f"Only 1 % of the gradient is left after {decay.steps_to_1_percent:.1f} steps"
        return [alarm("vanishing", f"{left}: what lies further back is hardly learned.", cure)]
    return []


def run_alarms(
    steps: Sequence[StepRecord], decays: Sequence[DecayRecord] = (), reason: str = "", clipped: bool = False
) -> list[Alarm]:
    """Return what is wrong with a run now, from its records in order and the reason it ended for; one alarm of each kind.

    What to try depends on whether the run is `clipped` by norm already, as `clips` tells.
    """
    cure = CURE_OF_CLIPPED if clipped else CURE
    found = [*broken(steps, reason, cure), *by_norms(steps[-RECENT:], cure), *by_decay(decays, cure)]
    return list({one.kind: one for one in reversed(found)}.values())[::-1]


def clips(clipping: str, clip_at: float) -> bool:
    """Tell whether a run's gradients are cut back to a length at which no alarm would ask for clipping."""
    return clipping == "norm" and clip_at <= LARGE


def broken(steps: Sequence[StepRecord], reason: str, cure: Mapping[str, str]) -> list[Alarm]:
    """Return the alarm of a run whose numbers are lost."""
    if any(not (math.isfinite(record.train_loss) and math.isfinite(record.gradient_norm)) for record in steps[-RECENT:]):
        return [alarm("nan", "The loss or its gradient is no longer a number.", cure)]
    return [alarm("exploding", "Training exploded and was stopped.", cure)] if reason == "diverged" else []


def by_norms(recent: Sequence[StepRecord], cure: Mapping[str, str]) -> list[Alarm]:
    """Return what the norms of the latest updates say: before clipping how large they usually are, after it the largest."""
    known = [record for record in recent if math.isfinite(record.gradient_norm)]
    if len(known) < RECENT:
        return []
    usual, largest = median(record.gradient_norm for record in known), max(record.clipped_norm for record in known)
    if usual > LARGE or largest > HUGE:
        what = f"Gradients have norms around {usual:.3g}, up to {largest:.3g} after clipping, where about 1 is usual."
        return [alarm("exploding", what, cure)]
    if usual < TINY and median(record.train_loss for record in known) > LEARNED:
        return [alarm("vanishing", f"Hardly any gradient arrives: its norm is around {usual:.1e}.", cure)]
    return []


def by_decay(decays: Sequence[DecayRecord], cure: Mapping[str, str]) -> list[Alarm]:
    """Return what the latest decay of h says, compared with the first."""
    curves = [decay for record in decays if (decay := decay_of(record, "h")) is not None]
    if not curves:
        return []
    latest, first = curves[-1], curves[0]
    if len(curves) >= LASTING and all(curve.left[-1] > GROWN for curve in curves[-LASTING:]):
        return curve_alarms(latest, cure)
    slopes = [curve.slope for curve in (first, latest)]
    if len(curves) < ENOUGH or None in slopes or slopes[1] > STEEP or slopes[1] > slopes[0] + BETTER:
        return []
    left = f"Only {10 ** slopes[1]:.0%} of the gradient is left after each step back"
    return [alarm("vanishing", f"{left}, and training does not change it.", cure)]


def decay_of(record: DecayRecord, state: str) -> Decay | None:
    """Return one recorded curve of two steps or more, None where there is none."""
    values = record.states.get(state, [])
    curve = np.array([[-np.inf if value is None else value for value in values]])
    return Decay(curve) if len(values) > 1 and np.isfinite(curve[0, 0]) else None


def power(log10: float) -> str:
    """Write a number given by its log10: 1,230 or 10¹⁷."""
    return f"{float(f'{10**log10:.3g}'):,.0f}" if log10 < 6 else f"10{f'{log10:.0f}'.translate(SUPERSCRIPTS)}"
