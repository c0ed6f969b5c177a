"""Where in a text its tokens stand, so that networks that cut it differently can be shown side by side."""

from collections.abc import Sequence

from playground.text.vocabulary import TOKENIZERS, Vocabulary
from playground.text.words import END, UNKNOWN

Place = tuple[int, int]
STRETCH = 4  # characters that a spelling may be longer or shorter than what was written


def token_places(vocabulary: Vocabulary, text: str) -> list[Place]:
    """Return the first character and the one after the last of each token that `encode_text` reads, in order.

    An <eos> stands for the white space between two sentences, or for nothing where the text ends.
    """
    places, start, tokenizer = [], 0, TOKENIZERS[vocabulary.tokenizer]
    if tokenizer.characters == 1:
        return [(spot, spot + 1) for spot in range(len(text))]
    for token in tokenizer.split(text, vocabulary.index):
        start, stop = place(text, token, start)
        places.append((start, stop))
        start = stop
    return places


def unknown_pieces(text: str, tokens: Sequence[str], places: Sequence[Place]) -> list[str]:
    """Return what stands in a text where a model reads <unk>, each once, in order; an <unk> that was written is known."""
    pieces = ((text[start:stop], token) for (start, stop), token in zip(places, tokens, strict=True))
    return list(dict.fromkeys(piece for piece, token in pieces if token == UNKNOWN != piece))


def place(text: str, token: str, start: int) -> Place:
    """Return where a token stands that begins at `start` or after the white space there."""
    begin = start if text.startswith(token, start) else past_space(text, start)
    if token == END and not text.startswith(END, begin):
        return start, begin
    return begin, begin + written_length(text[begin : begin + len(token) + STRETCH], token)


def past_space(text: str, start: int) -> int:
    """Return the first place from `start` on that holds no white space."""
    return next((spot for spot in range(start, len(text)) if not text[spot].isspace()), len(text))


def written_length(written: str, token: str) -> int:
    """Return how many characters of what was written are spelled as this token: some letters change length in lower case."""
    for length in sorted(range(1, len(written) + 1), key=lambda length: abs(length - len(token))):
        spelled = written[:length].replace("’", "'")
        if token in (written[:length], spelled, spelled.lower()):
            return length
    return min(len(token), len(written))
