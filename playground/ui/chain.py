"""The probability of a sentence written out as the product that it is, with the numbers in it."""

import math

from playground.figures.shading import visible
from playground.language.scoring import SentenceScore
from playground.text.vocabulary import Vocabulary
from playground.ui.words import minus, safe

CONTEXT = {"character": 4, "word": 2}  # tokens of the condition that are written out
MOST = 60  # factors that are written out


def chain_html(score: SentenceScore, vocabulary: Vocabulary) -> str:
    """Return P(y_1)·P(y_2|y_1)·… as HTML, every factor with its number below it, and what they come to."""
    tokens = [one.token for one in score.tokens]
    factors = [factor(tokens, place, one.log_probability, vocabulary) for place, one in enumerate(score.tokens[:MOST])]
    more = f'<span class="unrolled-factor"><span>… and {len(tokens) - MOST} more</span></span>' if len(tokens) > MOST else ""
    total = (
        f"P = {power(score.log_probability)}, ln P = {minus(f'{score.log_probability:.3f}')} nats, "
        f"−log₂ P = {-score.log_probability / math.log(2):.2f} bits"
    )
    return f'<div class="unrolled-chain">{"<i>·</i>".join(factors)}{more}</div><p class="unrolled-total">{safe(total)}</p>'


def factor(tokens: list[str], place: int, log_probability: float, vocabulary: Vocabulary) -> str:
    """Return one factor: which token after which, and its probability."""
    room = CONTEXT[vocabulary.tokenizer]
    glue = " " if vocabulary.tokenizer == "word" else ""
    before = glue.join(map(visible, tokens[max(0, place - room) : place]))
    condition = f" | {'…' if place > room else ''}{before}" if place else ""
    said = safe(f"P({visible(tokens[place])}{condition})")
    return f'<span class="unrolled-factor"><span>{said}</span><b>{safe(probability(log_probability))}</b></span>'


def probability(log_probability: float) -> str:
    """Write a probability in three significant digits, small ones as a power of ten."""
    value = math.exp(log_probability)
    return f"{value:#.3g}" if value >= 1e-4 else power(log_probability)


def power(log_probability: float) -> str:
    """Write e to a number as a × 10ᵇ, however small it is."""
    tens = log_probability / math.log(10)
    exponent = math.floor(tens)
    mantissa = 10 ** (tens - exponent)
    if float(f"{mantissa:.2f}") >= 10:
        mantissa, exponent = mantissa / 10, exponent + 1
    return f"{mantissa:.2f} × 10{superscript(exponent)}" if exponent else f"{mantissa:.2f}"


def superscript(number: int) -> str:
    """Write a whole number in small raised digits."""
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
