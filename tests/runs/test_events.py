"""Event files are read by the protocol-buffer library itself, from a description of the messages that is written here."""

import struct

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from playground.language.records import SampleRecord, StepRecord, ValidationRecord
from playground.runs.events import crc32c, event_file, event_name
from playground.runs.record import History

KINDS = descriptor_pb2.FieldDescriptorProto
MESSAGES = {
    "Event": [("wall_time", 1, KINDS.TYPE_DOUBLE), ("step", 2, KINDS.TYPE_INT64), ("file_version", 3, KINDS.TYPE_STRING),
              ("summary", 5, "Summary")],
    "Summary": [("value", 1, "*Value")],
    "Value": [("tag", 1, KINDS.TYPE_STRING), ("simple_value", 2, KINDS.TYPE_FLOAT), ("tensor", 8, "Tensor"),
              ("metadata", 9, "Meta")],
    "Tensor": [("dtype", 1, KINDS.TYPE_INT32), ("string_val", 8, "*bytes")],
    "Meta": [("plugin_data", 1, "Plugin")],
    "Plugin": [("plugin_name", 1, KINDS.TYPE_STRING)],
}  # fmt: skip


def event_class():
    file = descriptor_pb2.FileDescriptorProto(name="events.proto", syntax="proto3")
    for name, parts in MESSAGES.items():
        message = file.message_type.add(name=name)
        for part, number, kind in parts:
            one = message.field.add(name=part, number=number, label=KINDS.LABEL_OPTIONAL)
            if isinstance(kind, str):
                one.label = KINDS.LABEL_REPEATED if kind.startswith("*") else KINDS.LABEL_OPTIONAL
                kind = kind.lstrip("*")
                one.type = KINDS.TYPE_BYTES if kind == "bytes" else KINDS.TYPE_MESSAGE
                if kind != "bytes":
                    one.type_name = kind
            else:
                one.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("Event"))


def unmasked(crc):
    crc = (crc - 0xA282EAD8) & 0xFFFFFFFF
    return (crc >> 17 | crc << 15) & 0xFFFFFFFF


def read(data):
    """Yield the messages of a file, every checksum checked."""
    kind = event_class()
    while data:
        (length,), (crc,) = struct.unpack("<Q", data[:8]), struct.unpack("<I", data[8:12])
        message, (other,) = data[12 : 12 + length], struct.unpack("<I", data[12 + length : 16 + length])
        assert unmasked(crc) == crc32c(data[:8]) and unmasked(other) == crc32c(message)
        yield kind.FromString(message)
        data = data[16 + length :]


def test_the_checksum_is_that_of_the_standard():
    assert crc32c(b"123456789") == 0xE3069283 and crc32c(bytes(32)) == 0x8A9136AA  # RFC 3720, B.4


def test_an_event_file_holds_every_record():
    history = History(
        (StepRecord(1, 64, 0.5, 3.25, 1.5, 1.0, 0.01), StepRecord(300, 128, 1.0, 2.5, 2.0, 1.0, 0.02)),
        (ValidationRecord(300, 128, 1.0, 2.25, 99),),
        (SampleRecord(300, 128, 1.0, "“ü”\n"),),
    )
    first, *rest = read(event_file(history, 1000.0))
    assert (first.wall_time, first.file_version) == (1000.0, "brain.Event:2")
    found = [(one.step, one.wall_time, one.summary.value[0]) for one in rest]
    numbers = {(step, value.tag): value.simple_value for step, _, value in found if not value.tensor.string_val}
    assert numbers[1, "loss/training (nats per token)"] == 3.25 and numbers[300, "gradient norm/before clipping"] == 2.0
    assert numbers[300, "loss/validation (nats per token)"] == 2.25 and numbers[300, "learning rate"] == pytest.approx(0.02)
    assert len(numbers) == 9 and {wall for step, wall, _ in found if step == 300} == {1001.0}
    (text,) = [value for *_, value in found if value.tensor.string_val]
    assert text.tensor.string_val[0].decode() == "“ü”\n" and text.metadata.plugin_data.plugin_name == "text"


def test_a_name_is_one_that_tensorboard_looks_for():
    assert event_name(1000.5, "gru") == "events.out.tfevents.1000.gru"
