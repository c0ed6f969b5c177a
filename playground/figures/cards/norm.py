"""Exploding: gradient norms before and after clipping."""

import math
from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import line, placeholder, scaled, svg
from playground.figures.theme import Theme, faint, stroke

SHOWS = "Gradient norms against steps, before and after clipping: {networks}."


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the gradient norms of the first curve that was clipped, before (faint) and after clipping, on a log scale."""
    cut = [one for one in curves if any(0 < record.clipped_norm < record.gradient_norm for record in one.steps)][:1]
    if not cut:
        return svg([placeholder(theme)])
    kept = [record for record in cut[0].steps if record.clipped_norm > 0 and math.isfinite(record.gradient_norm)]
    before, after = ([math.log10(getattr(r, name)) for r in kept] for name in ("gradient_norm", "clipped_norm"))
    box, colour, steps = (kept[-1].step, min(after), max(before)), stroke(cut[0].cell, theme).colour, [r.step for r in kept]
    return svg([line(scaled(steps, before, box), faint(colour, 0.45), 1.5), line(scaled(steps, after, box), colour, 1.5)])
