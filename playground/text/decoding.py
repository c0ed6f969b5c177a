"""Turn the bytes of a visitor's own text into clean text, or say in one sentence why that cannot be done."""

import re

from playground.errors import Refusal

SHORTEST = 200  # characters: enough for a training and a validation part of at least two tokens each
BINARY_SHARE = 0.01  # of the bytes are control characters: no text
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\v\f\r") + b"\x7f"
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")  # what a file in UTF-16 begins with


def decode(data: bytes, limit: int) -> str:
    """Return UTF-8 bytes as text with plain newlines and without control characters; raise `Refusal` (field "corpus")."""
    if len(data) > limit:
        raise too_large(len(data), limit)
    if not data.startswith(OTHER_MARKS) and is_binary(data):
        raise Refusal("This looks like a binary file, not a text: choose a plain text file saved as UTF-8.", "corpus")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(explain(data, error), "corpus") from None
    text = CONTROL.sub("", LINE_END.sub("\n", text))
    check_length(text)
    return text


def too_large(size: int, limit: int) -> Refusal:
    """Return the refusal of a text with too many bytes."""
    return Refusal(f"This text is too large with {megabytes(size)} MB: at most {megabytes(limit)} MB can be read here.", "corpus")


def megabytes(size: int) -> str:
    """Write a number of bytes in megabytes, never as 0."""
    return f"{max(size, 10_000) / 1e6:.2f}".rstrip("0").rstrip(".")


def is_binary(data: bytes) -> bool:
    """Tell whether bytes are no text: a zero byte, or many control characters."""
    controls = len(data) - len(data.translate(None, CONTROL_BYTES))
    return b"\0" in data or controls > BINARY_SHARE * len(data)


def explain(data: bytes, error: UnicodeDecodeError) -> str:
    """Say where a text stops being UTF-8, and what to do."""
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte {error.start + 1:,} (0x{data[error.start]:02x}, in line {line:,}) cannot be read"
    return f"This text is not in UTF-8: {where}. Open it in an editor and save it as UTF-8."


def check_length(text: str) -> None:
    """Raise `Refusal` where there is too little to train on."""
    if not text:
        raise Refusal(f"This text is empty: at least {SHORTEST} characters are needed to train on.", "corpus")
    if text.isspace():
        raise Refusal(f"This text holds only white space: at least {SHORTEST} characters are needed to train on.", "corpus")
    if len(text) < SHORTEST:
        count = "1 character" if len(text) == 1 else f"{len(text)} characters"
        raise Refusal(f"This text is too short with {count}: at least {SHORTEST} are needed to train on.", "corpus")
