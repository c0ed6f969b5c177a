"""The vectors that a visitor has learned here: kept as theirs, beside those that they bring."""

import hashlib

from gensim.models.keyedvectors import KeyedVectors

from playground.vectors.blocks import Block
from playground.vectors.cache import Draft, Report
from playground.vectors.files import FOLDER
from playground.vectors.uploads import note_down
from playground.vectors.vectorset import Place

ABOUT = "Learned by you, on this site; nobody else sees it."


def keep_learned(vectors: KeyedVectors, title: str, place: Place) -> str:
    """Keep vectors as a visitor's own and return the name by which every page has them; the oldest of theirs go."""
    numbers = vectors.vectors
    digest = hashlib.sha256("\n".join(vectors.index_to_key).encode() + numbers.tobytes()).hexdigest()
    folder, draft = place.host.home / FOLDER, Draft(place.host.home / FOLDER)
    try:
        draft.write([Block(list(vectors.index_to_key), numbers)])
        shape = dict(words=len(numbers), dimensions=numbers.shape[1], duplicates=0, bytes=numbers.nbytes)
        target = folder / f"{numbers.nbytes}-{digest[:32]}-learned"
        draft.finish(target, Report(format="learned", packing="plain", encoding="utf-8", **shape))
    finally:
        draft.remove()
    return note_down(target.name, title, place, ABOUT)
