"""The Wikipedia articles inside gensim's wheel, as plain prose: their paragraphs, without what cannot be read aloud.

An article becomes its title and its paragraphs, with blank lines between. Headings, lists, tables, captions, notes and links go,
and so does a sentence in which a formula, a foreign script or a template left a hole. Dashes and quotation marks become the
plain ones and accents are dropped, so that a character vocabulary holds some eighty tokens that are all met often.
"""

import bz2
import html
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from playground.text.plain import plain

DUMP = "test/test_data/enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
SHORTEST_ARTICLE, SHORTEST_PARAGRAPH = 2_000, 80  # characters
HOLE = "\ufffc"  # stands where something was taken out of a sentence
MARKS = {"ndash": "–", "mdash": "—", "snd": " – ", "spaced ndash": " – ", "circa": "c. ", "c.": "c. ", "'": "'", "'s": "'s"}
NO_READING = "ipa|respell|transl|nihongo|chem|val|su|frac|lang|angbr|vr|math|nts|dts|coord"  # templates that leave a hole

MARKUP = (  # what a reader sees of it, in this order; the first patterns of templates win
    (r"<!--.*?-->|<ref\b[^<>]*/>|<ref\b.*?</ref>|</?nowiki/?>|&shy;", ""),
    (r"<(math|chem|su[bp]|code|tt|gallery|imagemap|timeline)\b[^<>/]*>.*?</\1>", HOLE),
    (r"</?\w[^<>]*>", ""),
    (r"\{\{\s*convert\s*\|\s*([^|{}]+?)\s*\|\s*([^|{}\d]+?)\s*(?:\|[^{}]*)?\}\}", r"\1 \2"),
    (r"\{\{\s*(?:nowrap|nobr|small|smaller|sc|quote|lang\s*\|[a-z-]+)\s*\|([^|{}]+)\}\}", r"\1"),
    (r"\{\{\s*as of\s*\|[^{}]*?(\d{4})[^{}]*\}\}", r"As of \1"),
    (rf"\{{\{{\s*({'|'.join(map(re.escape, MARKS))})\s*(?:\|[^{{}}]*)?\}}\}}", lambda match: MARKS[match[1].lower()]),
    (rf"\{{\{{\s*[-\w.]*?(?:{NO_READING})\b[^{{}}|]*\|[^{{}}]*\}}\}}", HOLE),
    (r"\[(?:https?:)?//[^\s\]]+ ?([^\[\]]*)\]", r"\1"),
    (r"'{2,}(?='s\b)|'{2,}", ""),  # bold and italics
)
NESTED = (  # taken out from the inside, until nothing is left
    (r"\{\{[^{}]*\}\}|\{\|[^{}]*\|\}", ""),
    (r"\[\[(?:file|image|category|[a-z-]{2,12}):[^\[\]]*\]\]", ""),
    (r"\[\[(?:[^|\[\]]*\|)?([^\[\]]*)\]\]", r"\1"),
)
DEPTH = 8
LAST_PARTS = "see also|references|notes|footnotes|further reading|external links|bibliography|sources"
AFTERWORD = re.compile(rf"\n=+ *(?:{LAST_PARTS})\b.*", re.IGNORECASE | re.DOTALL)

SPOILT = r"[^ !\"$%&'()+,\-./0-9:;?A-Za-z£°]"  # a hole, a foreign script, left-over markup
HOLED = re.compile(
    rf"{SPOILT}| [,.;:)](?! ?\.)|[(,;:] ?[,;:]|\( |\(\)|https?:|www\."
    r"|\b(?:of|the|a|an|to|from|is|was|at|by|in|with|and|or)[,.;:)]|[A-Za-z]-(?: |$)"
)
PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
SENTENCE = re.compile(r"(?<=[.!?])(?<![A-Z.]\.)([\"')]*)\s+(?=[\"'(]?[A-Z])")


def load_wikipedia(gensim: Path, limit: int) -> str:
    """Return the articles in gensim's folder, as many whole ones as fit into `limit` characters."""
    kept, size = [], 0
    for article in articles(gensim / DUMP):
        size += len(article)
        if size > limit:
            break
        kept.append(article)
    return "".join(kept)


def articles(dump: Path) -> Iterator[str]:
    """Yield each article of a dump that is long enough, cleaned."""
    for title, markup in pages(dump):
        paragraphs = prose(markup)
        if sum(map(len, paragraphs)) >= SHORTEST_ARTICLE:
            yield "\n\n".join([plain(title), *paragraphs]) + "\n\n\n"


def pages(dump: Path) -> Iterator[tuple[str, str]]:
    """Yield title and markup of every article in a dump, leaving out redirects."""
    with bz2.open(dump) as file:
        for _, page in ElementTree.iterparse(file):
            if not page.tag.endswith("}page"):
                continue
            title, namespace, text = (page.findtext(f".//{{*}}{name}") or "" for name in ("title", "ns", "text"))
            if namespace == "0" and not text.lower().startswith("#redirect"):
                yield title, text
            page.clear()


def prose(markup: str) -> list[str]:
    """Return the paragraphs of an article in wiki markup that are whole sentences."""
    for pattern, shown in MARKUP:
        markup = re.sub(pattern, shown, markup, flags=re.IGNORECASE | re.DOTALL)
    for _ in range(DEPTH):
        for pattern, shown in NESTED:
            markup = re.sub(pattern, shown, markup, flags=re.IGNORECASE)
    lines = AFTERWORD.sub("", html.unescape(markup)).split("\n")
    paragraphs = (paragraph(line) for line in lines if line[:1] not in set("=*#:;|!{} "))
    return [text for text in paragraphs if len(text) >= SHORTEST_PARAGRAPH]


def paragraph(line: str) -> str:
    """Return the sentences of a line that nothing was torn out of; nothing at all where it does not end like a sentence."""
    line = PARENTHESIS.sub(parenthesis, re.sub(r"\s+", " ", plain(line)).strip())
    if not re.search(r"[.!?][\"')]*$", line) or not re.match(r"[\"'(]?[A-Z0-9]", line):
        return ""
    text = " ".join(sentence for sentence in SENTENCE.sub("\\1\n", line).split("\n") if not HOLED.search(sentence))
    return text if text.count('"') % 2 == 0 and text.count("(") == text.count(")") else ""


def parenthesis(match: re.Match) -> str:
    """Return what stands in parentheses, or nothing where it has a hole."""
    inside = match[1].strip()
    return f" ({inside})" if inside and not HOLED.search(f"({inside})") else ""
