"""What a figure shows now, in words: the text alternative of every picture."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.series import latest
from playground.figures.units import LossUnit, loss_text
from playground.gradients.lines import Line
from playground.language.records import DecayRecord, StepRecord


def describe_loss(curve: Curve, unit: LossUnit) -> str:
    """Say how far the loss fell, over how many steps, and the last validation loss."""
    if not curve.steps:
        return "No step has been trained yet."
    first = loss_text(latest([record.train_loss for record in curve.steps[:5]]), unit, curve.characters)
    last = loss_text(latest([record.train_loss for record in curve.steps]), unit, curve.characters)
    text = f"Training loss of {curve.name}: from {first} to {last} in {curve.steps[-1].step:,} steps."
    if curve.validations:
        text += f" Validation loss is {loss_text(curve.validations[-1].validation_loss, unit, curve.characters)}."
    return text


def describe_norm(steps: Sequence[StepRecord]) -> str:
    """Say how large the gradient is before and after clipping, and how often it was cut."""
    if not steps:
        return "No gradient has been computed yet."
    cut = sum(record.clipped_norm < 0.999 * record.gradient_norm for record in steps) / len(steps)
    now = steps[-1]
    norms = f"{now.gradient_norm:.3g} before and {now.clipped_norm:.3g} after clipping"
    return f"Gradient norm {norms} at step {now.step:,}; clipped in {cut:.0%} of the steps shown."


def describe_decay(lines: Sequence[Line]) -> str:
    """Say for each curve after how many steps 1 % of the gradient is left."""
    said = (f"{line.title} {reach(line.decay.steps_to_1_percent, len(line.decay.left) - 1)}" for line in lines)
    return f"How far back 1 % of the gradient is left: {'; '.join(said)}."


def reach(steps: float | None, most: int) -> str:
    """Write how far something reaches."""
    return f"more than {most} steps" if steps is None else f"{steps:.0f} steps"


def describe_memory(decays: Sequence[DecayRecord], state: str = "h") -> str:
    """Say how far a network's gradient reaches now, and how far it reached at first."""
    curves = [record.states[state] for record in decays if record.states.get(state)]
    if not curves:
        return "No decay has been recorded yet."
    now, first = (fading(curve) for curve in (curves[-1], curves[0]))
    return f"1 % of the gradient is left {now} steps back, at first {first}."


def fading(curve: Sequence[float | None]) -> str:
    """Return after how many steps a recorded curve is down at 1 %."""
    start = curve[0] or 0.0
    gone = (back for back, value in enumerate(curve) if value is None or value - start <= -2)
    return str(next(gone, f"more than {len(curve) - 1}"))
