"""What a drawing shows, read off again: the colours of the picture in it, and what it says when it is pointed at."""

import json
import re
import struct
import zlib
from base64 import b64decode
from xml.etree import ElementTree

import numpy as np

from playground.figures.heat import SHARP


def pictures(svg):
    """Return the colours (R, C, 3) of the numbers of each picture in a drawing."""
    return [colours(b64decode(data)) for data in re.findall(r"base64,([^\"]+)", svg)]


def picture(svg):
    """Return the colours of the only one."""
    (only,) = pictures(svg)
    return only


def colours(data):
    """Return the colours of the numbers in a PNG, decoded as its specification says."""
    place, chunks = 8, {}
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    while place < len(data):
        size, name = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + size]
        assert struct.unpack(">I", data[place + 8 + size : place + 12 + size])[0] == zlib.crc32(name + body)
        chunks[name], place = body, place + 12 + size
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert (depth, kind) == (8, 3) and not rows[:, 0].any()
    return np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)[rows[:, 1:]][SHARP // 2 :: SHARP, SHARP // 2 :: SHARP]


def told(svg):
    """Return what is said of each rectangle that can be pointed at, packed numbers as numbers."""
    found = [json.loads(part.get("data-readout")) for part in ElementTree.fromstring(svg).iter() if part.get("data-readout")]
    for read in found:
        if isinstance(read["values"], str):
            read["values"] = np.frombuffer(b64decode(read["values"]), "<f4").tolist()
    return found
