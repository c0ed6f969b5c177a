"""The pretrained vectors of gensim-data, fetched from their public address and read by this project's own reader.

Of each set only its archive is fetched: the Python file that gensim's downloader gets beside it is never asked for.
"""

from dataclasses import dataclass

from playground.errors import Refusal
from playground.text.download import Progress
from playground.vectors.fetching import Remote, fetch_file
from playground.vectors.files import open_vectors
from playground.vectors.vectorset import Offer, Place, VectorSet

ADDRESS = "https://github.com/RaRe-Technologies/gensim-data/releases/download"
FOLDER = "downloads"
PUBLIC = "public domain (PDDL)"
UNKNOWN = "not stated by those who made it"


@dataclass(frozen=True)
class Entry:
    """One set of the catalogue: what it read, its words and numbers a word, its archive's bytes and md5, and its licence."""

    title: str
    read: str
    words: int
    dimensions: int
    size: int
    md5: str
    licence: str

    @property
    def about(self) -> str:
        """Return what a menu says of the set."""
        return f"{self.words:,} words in {self.dimensions} dimensions, learned from {self.read}. Licence: {self.licence}."


NEWSWIRE = "Wikipedia 2014 and Gigaword 5 (6 billion words, lower case)"
TWEETS = "2 billion tweets (27 billion words, lower case)"
CATALOGUE: dict[str, Entry] = {
    "glove-wiki-gigaword-50": Entry(
        *("GloVe 6B, 50 dimensions", NEWSWIRE, 400_000, 50, 69_182_535, "c289bc5d7f2f02c6dc9f2f9b67641813", PUBLIC)
    ),
    "glove-wiki-gigaword-100": Entry(
        *("GloVe 6B, 100 dimensions", NEWSWIRE, 400_000, 100, 134_300_434, "40ec481866001177b8cd4cb0df92924f", PUBLIC)
    ),
    "glove-wiki-gigaword-200": Entry(
        *("GloVe 6B, 200 dimensions", NEWSWIRE, 400_000, 200, 264_336_934, "59652db361b7a87ee73834a6c391dfc1", PUBLIC)
    ),
    "glove-wiki-gigaword-300": Entry(
        *("GloVe 6B, 300 dimensions", NEWSWIRE, 400_000, 300, 394_362_229, "29e9329ac2241937d55b852e8284e89b", PUBLIC)
    ),
    "glove-twitter-25": Entry(
        *("GloVe of Twitter, 25 dimensions", TWEETS, 1_193_514, 25, 109_885_004, "50db0211d7e7a2dcd362c6b774762793", PUBLIC)
    ),
    "glove-twitter-50": Entry(
        *("GloVe of Twitter, 50 dimensions", TWEETS, 1_193_514, 50, 209_216_938, "c168f18641f8c8a00fe30984c4799b2b", PUBLIC)
    ),
    "glove-twitter-100": Entry(
        *("GloVe of Twitter, 100 dimensions", TWEETS, 1_193_514, 100, 405_932_991, "b04f7bed38756d64cf55b58ce7e97b15", PUBLIC)
    ),
    "glove-twitter-200": Entry(
        *("GloVe of Twitter, 200 dimensions", TWEETS, 1_193_514, 200, 795_373_100, "e52e8392d1860b95d5308a525817d8f9", PUBLIC)
    ),
    "word2vec-google-news-300": Entry(
        "Word2Vec of Google News",
        *("Google News (100 billion words)", 3_000_000, 300, 1_743_563_840, "a5e5354d40acb95f9ec66d5977d140ef", UNKNOWN),
    ),
    "fasttext-wiki-news-subwords-300": Entry(
        "fastText of Wikipedia and news",
        *("Wikipedia 2017, UMBC and news (16 billion words)", 999_999, 300, 1_005_007_116),
        *("de2bb3a20c46ce65c9c131e1ad9a77af", "CC BY-SA 3.0"),
    ),
    "conceptnet-numberbatch-17-06-300": Entry(
        "ConceptNet Numberbatch 17.06",
        *("ConceptNet, word2vec, GloVe and subtitles", 1_917_247, 300, 1_225_497_562),
        *("fd642d457adcd0ea94da0cd21b150847", "CC BY-SA 4.0, with notices of its parts"),
    ),
    "word2vec-ruscorpora-300": Entry(
        "Word2Vec of the Russian National Corpus",
        *("the Russian National Corpus (250 million words, with their part of speech)", 184_973, 300, 208_427_381),
        *("9bdebdc8ae6d17d20839dd9b5af10bc4", "CC BY 4.0"),
    ),
}


def catalogue(place: Place) -> dict[str, Offer]:
    """Return the sets of the catalogue, also those that are larger than this site fetches."""
    return {name: offer(name, entry, place) for name, entry in CATALOGUE.items()}


def offer(name: str, entry: Entry, place: Place) -> Offer:
    """Return the offer of one set; what lies here already need not be fetched."""
    url, target = f"{ADDRESS}/{name}/{name}.gz", place.host.home / FOLDER / f"{name}.gz"
    told = dict(title=entry.title, about=entry.about, source=url, licence=entry.licence)
    remote = Remote(entry.title, url, entry.size, entry.md5)
    there = target.is_file() and target.stat().st_size == entry.size
    barred = "" if there else too_large(entry, place.host.max_fetched_bytes)

    def load(progress: Progress) -> VectorSet:
        if barred:
            raise Refusal(barred, "vectors")
        path = fetch_file(remote, target, progress)
        found = open_vectors(path, place.host.home, progress=progress)
        return VectorSet(name, **told, vectors=found.vectors, notes=found.report.notes())

    return Offer(**told, load=load, online=not there, size=entry.size, barred=barred)


def too_large(entry: Entry, most: int) -> str:
    """Say why a set is not fetched where it has more than `most` bytes, "" where it has not."""
    if entry.size <= most:
        return ""
    return (
        f"{entry.title} has {entry.size / 1e6:,.0f} MB, and this site fetches {most / 1e6:,.0f} MB at most: whoever runs it can "
        f"raise PLAYGROUND_MAX_FETCHED_BYTES. Licence: {entry.licence}."
    )
