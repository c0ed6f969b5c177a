"""Numbers that span hundreds of powers of ten, written as people print them."""

import numpy as np

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FAINTEST = -8  # log10 of the share that a heat map still tells from nothing
VIRIDIS = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"]


def power(exponent: float) -> str:
    """Write a power of ten as people print it: 10⁻⁸, and 1 for the zeroth."""
    return "1" if exponent == 0 else f"10{f'{exponent:g}'.translate(SUPERSCRIPTS)}"


def percent(log10_share: float) -> str:
    """Write a share given by its log10 in two digits: 12 %, 0.3 %, 1.5 · 10⁻⁸."""
    if log10_share == -np.inf:
        return "nothing"
    if log10_share > -5:
        return f"{float(f'{100 * 10**log10_share:.2g}'):,g} %"
    return f"{10 ** (log10_share % 1):.1f} · {power(log10_share // 1)}"


def power_text(log10: float) -> str:
    """Write a norm given by its log10."""
    if log10 == -np.inf:
        return "0"
    return f"{10 ** (log10 % 1):.2f} · {power(np.floor(log10))}" if abs(log10) > 3 else f"{10**log10:.3g}"
