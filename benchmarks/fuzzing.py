"""The reader of word vectors against bytes that atheris finds by watching which lines they reach.

Whatever comes must be vectors, all of them finite, or one sentence. `make bench` installs atheris where it can be had;
elsewhere this is skipped.
"""

import gzip
import importlib.util
import io
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Row

SECONDS, LONGEST = 60, 2_000  # of fuzzing, and bytes of a file
ROWS = {"the": [0.25, -1.5, 3.0], "king": [1.0, 2.0, 3.0], "New York": [0.5, 0.5, -2.0]}


def rows() -> Iterator[Row]:
    """Yield how many files were read, and how many came to something else than vectors or a sentence."""
    if importlib.util.find_spec("atheris") is None:
        print("  skipped: no atheris here; pip install atheris==3.0.0")
        return
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for name, data in seeds().items():
            (corpus / name).write_bytes(data)
        command = [sys.executable, "-m", "benchmarks.fuzzing", str(corpus)]
        limits = [f"-max_total_time={SECONDS}", f"-max_len={LONGEST}", f"-artifact_prefix={folder}/", "-verbosity=1"]
        found = subprocess.run([*command, *limits], capture_output=True, text=True)
    if done := re.search(r"Done (\d+) runs", found.stderr):
        yield Row(f"files read that were made up in {SECONDS} s", int(done[1]), "")
    else:
        print((found.stderr + found.stdout)[-2000:])  # which bytes, and what they came to
    yield Row("of them neither vectors nor one sentence", int(found.returncode != 0), "", 0)


def seeds() -> dict[str, bytes]:
    """Return one small file of each format and packing to begin with."""
    lines = "".join(f"{word} {' '.join(map(str, row))}\n" for word, row in ROWS.items())
    head = f"{len(ROWS)} 3\n"
    binary = head.encode() + b"".join(f"{word} ".encode() + struct.pack("<3f", *row) + b"\n" for word, row in ROWS.items())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("vectors.txt", lines)
    glove = lines.encode()
    return {"glove": glove, "text": head.encode() + glove, "binary": binary, "gz": gzip.compress(glove), "zip": packed.getvalue()}


def main() -> None:
    """Read files as they come to atheris's mind, until something escapes or time is up."""
    import atheris

    with atheris.instrument_imports(include=["playground.vectors"]):
        from playground.vectors import files
    import numpy as np

    from playground.errors import Refusal

    with tempfile.TemporaryDirectory() as folder:
        path, home = Path(folder, "vectors"), Path(folder, "home")

        def read(data: bytes) -> None:
            path.write_bytes(data)
            try:
                found = files.open_vectors(path, home)
            except Refusal as refusal:
                assert len(str(refusal).splitlines()) == 1
            else:
                vectors = found.vectors
                assert len(vectors) and np.isfinite(vectors.vectors).all()
                files.shutil.rmtree(found.folder)

        atheris.Setup(sys.argv, read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
