"""Numbers that span hundreds of powers of ten, written as people print them."""

import math
from functools import lru_cache

import numpy as np

from playground.figures.theme import mix

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FAINTEST, STRONGEST = -8, 8  # log10 of the shares that a heat map still tells from nothing, and from more
STEPS = (1, 2, 5, 10, 20, 50, 100)  # powers of ten between two labels
SAME, CLOSE = 0.002, 0.7  # powers of ten that are no span at all, and in which 1, 2 and 5 may be missed
THOUSAND = math.log10(999.5)  # from here on, three digits would need an exponent
VIRIDIS = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"]
GROWTH = ["#fdae61", "#f46d43", "#d73027", "#7f0000"]  # beyond all that there was at the last step


@lru_cache(maxsize=1024)
def power(exponent: float) -> str:
    """Write a power of ten as people print it: 10⁻⁸, and 1 for the zeroth."""
    return "1" if exponent == 0 else f"10{f'{exponent:g}'.translate(SUPERSCRIPTS)}"


def step_of(span: float, most: int) -> int:
    """Return how many powers of ten lie between two labels, so that there are about `most` over so many powers."""
    return next((step for step in STEPS if span / step <= most), STEPS[-1])


def decades(low: float, high: float, most: int) -> dict:
    """Return the ticks of a log axis of numbers from 10^low to 10^high: powers of ten, of few 1, 2 and 5, of none even steps."""
    step = step_of(high - low, most)
    exponents = range(int(np.ceil(low / step)) * step, int(np.floor(high)) + 1, step)
    if len(exponents) < 2:
        even = SAME < high - low < CLOSE
        return dict(dtick=f"L{even_step(10**high - 10**low, most):g}" if even else "D2", tickformat="~g")
    labels = dict(tickvals=[10.0**exponent for exponent in exponents], ticktext=[power(exponent) for exponent in exponents])
    return dict(tickmode="array", dtick=None, tickformat=None, **labels)


def even_step(span: float, most: int) -> float:
    """Return 1, 2 or 5 times a power of ten, so that about `most` such steps are as long as a span of numbers."""
    rough = span / most
    least = 10.0 ** math.floor(math.log10(rough))
    return next(least * count for count in (1, 2, 5, 10) if least * count >= rough)


def growth(largest: float) -> int:
    """Return where a map of shares ends, as a power of ten: at 1, or far enough beyond to show how much a gradient grew."""
    return min(STRONGEST, max(0, int(np.ceil(largest)))) if largest > 0.05 else 0


def shades(top: int) -> list[tuple[float, str]]:
    """Return the colours of a map of shares as places from 0 (the faintest share) to 1 (10^top): red where a gradient grew."""
    one = -FAINTEST / (top - FAINTEST)  # where all of it is left
    known = [(one * place / (len(VIRIDIS) - 1), colour) for place, colour in enumerate(VIRIDIS)]
    grown = [(one + (1 - one) * (place + 1) / len(GROWTH), colour) for place, colour in enumerate(GROWTH)]
    return [*known, *(grown if top else ())]


def even_shades(top: int) -> list[str]:
    """Return the same colours at even distances, two for each power of ten."""
    places, colours = zip(*shades(top), strict=True)
    spots = np.interp(np.linspace(0, 1, 2 * (top - FAINTEST) + 1), places, np.arange(len(places)))
    return [mix(colours[int(spot)], colours[min(int(spot) + 1, len(colours) - 1)], spot % 1) for spot in spots]


def percent(log10_share: float) -> str:
    """Write a share given by its log10 in two digits: 12 %, 0.3 %, 1.5 · 10⁻⁸; beyond tenfold as 25 times, 3.2 · 10¹⁷ times."""
    if not math.isfinite(log10_share):
        return "nothing" if log10_share == -math.inf else "no number"
    if log10_share <= -5:
        return scientific(log10_share, 1)
    if log10_share < 1:
        return f"{float(f'{100 * 10**log10_share:.2g}'):,g} %"
    return f"{float(f'{10**log10_share:.2g}'):,g} times" if log10_share < 4 else f"{scientific(log10_share, 1)} times"


def power_text(log10: float) -> str:
    """Write a norm given by its log10."""
    if not math.isfinite(log10):
        return "0" if log10 == -math.inf else "no number"
    return f"{10**log10:.3g}" if -3 <= log10 < THOUSAND else scientific(log10, 2)


def scientific(log10: float, digits: int) -> str:
    """Write a number given by its log10 as 1.23 · 10⁻⁸, with so many digits after the point."""
    exponent = math.floor(log10)
    mantissa = round(10 ** (log10 - exponent), digits)
    if mantissa >= 10:
        mantissa, exponent = mantissa / 10, exponent + 1
    return f"{mantissa:.{digits}f} · {power(exponent)}"
