"""A run's history as a TensorBoard event file, written without TensorBoard.

The file is a sequence of records, each a length, its masked CRC-32C, the bytes of one `Event` message and their masked CRC-32C.
Of Google's protocol buffers it takes four kinds of field, and nothing else.
"""

import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache

from playground.runs.record import History

POLYNOMIAL = 0x82F63B78  # Castagnoli's, bits reversed
MASK = 0xA282EAD8
STEP_TAGS = {
    "train_loss": "loss/training (nats per token)",
    "gradient_norm": "gradient norm/before clipping",
    "clipped_norm": "gradient norm/after clipping",
    "learning_rate": "learning rate",
}
VALIDATION_TAG = "loss/validation (nats per token)"
SAMPLE_TAG = "sample"
VARINT, DOUBLE, BYTES, FLOAT = 0, 1, 2, 5  # wire types


@lru_cache(maxsize=1)
def table() -> tuple[int, ...]:
    """Return what each byte does to a CRC-32C."""
    found = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ POLYNOMIAL * (value & 1)
        found.append(value)
    return tuple(found)


def crc32c(data: bytes) -> int:
    """Return the CRC-32C of some bytes."""
    known, crc = table(), 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ known[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def masked(data: bytes) -> bytes:
    """Return the CRC of some bytes as the file holds it."""
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + MASK) & 0xFFFFFFFF)


def record(message: bytes) -> bytes:
    """Return a message framed as one record of the file."""
    length = struct.pack("<Q", len(message))
    return length + masked(length) + message + masked(message)


def varint(value: int) -> bytes:
    """Return a whole number, seven bits a byte."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def field(number: int, kind: int, data: bytes) -> bytes:
    """Return one field of a message; bytes are preceded by their length."""
    return varint(number << 3 | kind) + (varint(len(data)) if kind == BYTES else b"") + data


def event(wall_time: float, step: int, content: bytes) -> bytes:
    """Return an `Event`: when it happened (unix seconds), at which update, and what."""
    return field(1, DOUBLE, struct.pack("<d", wall_time)) + field(2, VARINT, varint(step)) + content


def scalar(tag: str, value: float) -> bytes:
    """Return a `Summary` of one number."""
    one = field(1, BYTES, tag.encode()) + field(2, FLOAT, struct.pack("<f", value))
    return field(5, BYTES, field(1, BYTES, one))


def text(tag: str, value: str) -> bytes:
    """Return a `Summary` of one text, as the text plugin reads it: a tensor of one string."""
    string = 7  # DT_STRING
    tensor = field(1, VARINT, varint(string)) + field(8, BYTES, value.encode("utf-8", "replace"))
    plugin = field(1, BYTES, field(1, BYTES, b"text"))
    one = field(1, BYTES, tag.encode()) + field(8, BYTES, tensor) + field(9, BYTES, plugin)
    return field(5, BYTES, field(1, BYTES, one))


def events(history: History, began: float) -> Iterator[bytes]:
    """Yield the messages of a history, the format's version first; a record's time is `began` plus its seconds of training."""
    yield event(began, 0, field(3, BYTES, b"brain.Event:2"))
    for one in sorted(history.records, key=lambda one: one.step):
        for content in contents(one):
            yield event(began + one.seconds, one.step, content)


def contents(one) -> Iterable[bytes]:
    """Return what TensorBoard shows of a record."""
    numbers = {tag: getattr(one, name) for name, tag in STEP_TAGS.items() if hasattr(one, name)}
    numbers |= {VALIDATION_TAG: one.validation_loss} if hasattr(one, "validation_loss") else {}
    found = [scalar(tag, value) for tag, value in numbers.items()]
    return found + ([text(SAMPLE_TAG, one.text)] if hasattr(one, "text") else [])


def event_file(history: History, began: float) -> bytes:
    """Return a history as the bytes of a TensorBoard event file; `began` is in unix seconds."""
    return b"".join(map(record, events(history, began)))


def event_name(began: float, name: str) -> str:
    """Return the name of an event file, in which TensorBoard looks for “tfevents”."""
    return f"events.out.tfevents.{int(began)}.{name}"
