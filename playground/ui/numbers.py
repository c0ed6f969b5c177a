"""The numbers people quote of a run, large, with their unit and something to hold them against.

They are one element of the page: four metrics of Streamlit's own cost the browser several times as much at each tick.
"""

import streamlit as st

from playground.figures.series import latest
from playground.figures.units import LOSS_UNITS, loss_text, short_number
from playground.language.records import StepRecord
from playground.runs.record import History, Run
from playground.ui.looks import loss_unit
from playground.ui.words import before_and_after, duration_text, safe


def live_numbers(run: Run, history: History) -> None:
    """Draw where a run stands now."""
    steps, characters = history.steps, run.characters_per_token
    validation = history.validations[-1].validation_loss if history.validations else None
    draw(
        loss("Training loss", latest(history.column("train_loss")), characters),
        loss("Validation loss", validation, characters),
        number("Speed · tokens/s", *((short_number(speed(steps)), f"{steps[-1].tokens:,} tokens") if steps else ("–", ""))),
        number("Gradient norm", *clipping_pair(steps)),
    )


def result_numbers(run: Run) -> None:
    """Draw how good a run became, and what that took."""
    draw(
        loss("Validation loss", run.validation_loss, run.characters_per_token),
        loss("Training loss", run.train_loss, run.characters_per_token),
        number("Trained", f"{run.step:,} steps", duration_text(run.seconds)),
        number("Speed · tokens/s", short_number(run.tokens_per_second), f"{run.tokens:,} tokens"),
    )


def draw(*numbers: str) -> None:
    """Draw numbers side by side, on a phone two in a row."""
    st.html(side_by_side(*numbers))


def side_by_side(*numbers: str) -> str:
    """Return numbers side by side as HTML."""
    return f'<dl class="unrolled-numbers">{"".join(numbers)}</dl>'


def number(label: str, value: str, beside: str) -> str:
    """Return one number with its unit, and what it compares with below, as HTML."""
    below = f"<small>{safe(beside)}</small>" if beside else '<small class="nothing">&nbsp;</small>'
    return f"<div><dt>{safe(label)}</dt><dd>{safe(value)}</dd><dd>{below}</dd></div>"


def loss(label: str, nats: float | None, characters: float) -> str:
    """Return a loss in the chosen unit, and below it in another: bits per character, or perplexity where those are chosen."""
    unit = loss_unit(characters)
    other = LOSS_UNITS["bits" if unit is not LOSS_UNITS["bits"] and characters > 0 else "perplexity"]
    value, beside = ("–", "") if nats is None else (unit.number(nats, characters), loss_text(nats, other, characters))
    return number(f"{label} · {unit.named(characters)}", value, beside)


def clipping_pair(steps: tuple[StepRecord, ...]) -> tuple[str, str]:
    """Return the gradient norm before and after clipping, and how often it was cut in the steps shown."""
    if not steps:
        return "–", ""
    cut = sum(record.clipped_norm < 0.999 * record.gradient_norm for record in steps) / len(steps)
    return before_and_after(steps[-1].gradient_norm, steps[-1].clipped_norm), f"clipped in {cut:.0%}"


def speed(steps: tuple[StepRecord, ...]) -> float:
    """Return tokens per second over the latest steps."""
    recent = steps[-100:]
    seconds = recent[-1].seconds - recent[0].seconds
    return (recent[-1].tokens - recent[0].tokens) / seconds if seconds > 0 else steps[-1].tokens / max(steps[-1].seconds, 1e-9)
