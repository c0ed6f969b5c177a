"""Cut text into words and put words together again as readable text."""

import re
from collections.abc import Container, Sequence

UNKNOWN, END = "<unk>", "<eos>"

# A letter is whatever is neither white space nor punctuation: accents and the vowel signs of Indic scripts belong to their word.
LETTER = r"[^\s!-/:-@\[-\^`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2010-\u205e\u3001-\u303f]"
PIECE = re.compile(
    rf"{UNKNOWN}|{END}"
    r"|(?:[^\W\d_]\.){2,}"  # u.s., e.g.
    r"|\d+(?:[.,:]\d+)+"  # 10,000 and 3.14 and 10:30
    r"|['’]s(?!\w)"  # the cat | 's tail
    rf"|{LETTER}+(?:(?:['’](?!s(?!\w))|-){LETTER}+)*"  # don't, well-known
    r"|\.{2,}|-{2,}|."  # … and --, then any single mark
)
TITLES = ("Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Gen", "Sen", "Rev", "Lt", "Col", "Jr", "Sr", "No", "vs", "cf", "Inc", "Ltd")
NO_TITLE = "".join(rf"(?<!\b{title}\.)" for title in (*TITLES, "[A-Z]"))  # nor an initial
SENTENCE_END = re.compile(rf"""([.!?]{NO_TITLE}["”’')\]]*)\s+(?=["“‘„«'(\[¿¡]?[A-ZÀ-ÖØ-ÞΑ-ΩА-Я])""")
CHUNK = re.compile(r"\n[^\S\n]*\n\s*|\n\s*\Z|\S+")  # a blank line (or the last line's end), or what stands between spaces

DETACHED, ATTACHED = re.compile(rf"(?<=\s)(?:[,.;:!?]|{UNKNOWN})(?=\s)"), re.compile(r"\w[,;:!?](?=\s)")
LOOKED_AT = 200_000  # characters that decide whether a text is tokenised already


def is_tokenised(text: str) -> bool:
    """Tell whether spaces already separate the tokens, as in the Penn Treebank: marks and <unk> stand alone."""
    beginning = text[:LOOKED_AT]
    detached = len(DETACHED.findall(beginning))
    return detached > 2 and detached > 10 * len(ATTACHED.findall(beginning))


def split_words(text: str, known: Container[str] = ()) -> list[str]:
    """Return words in lower case, numbers and punctuation marks, with <eos> after each sentence.

    A sentence ends at “. ! ?” before a capital, and at a blank line. What stands between spaces stays as it is where
    it is `known`. In text that is tokenised already every token stays as it is, and a sentence is a line.
    """
    if is_tokenised(text):
        return [token for line in text.splitlines() if line.strip() for token in (*line.split(), END)]
    seen: dict[str, list[str]] = {}
    tokens: list[str] = []
    for chunk in CHUNK.findall(SENTENCE_END.sub(r"\1\n\n", text)):
        if chunk not in seen:
            seen[chunk] = pieces(chunk, known)
        tokens += seen[chunk]
    return tokens


def pieces(chunk: str, known: Container[str]) -> list[str]:
    """Return the tokens of a text without spaces, or the <eos> that a blank line stands for."""
    if chunk.isspace():
        return [END]
    for spelling in (chunk, chunk.lower()):
        if spelling in known:
            return [spelling]
    return [lower(piece) for piece in PIECE.findall(chunk)]


def lower(word: str) -> str:
    """Return a word in lower case with a plain apostrophe; the English “I” keeps its capital."""
    # Of the Wikipedia text 5.6 % fall outside the 10,000 most frequent words in lower case, 6.8 % with their capitals.
    word = word.replace("’", "'") if len(word) > 1 else word
    return word if word == "I" or word.startswith("I'") else word.lower()


GLUED_LEFT = frozenset(".,;:!?)]}%”’»…/") | {"...", "n't", END}
OPENING = '"opening'  # stands for a quotation mark that the next word is glued to
GLUED_RIGHT = frozenset("([{$£€#@“‘«/") | {"", END, OPENING}
QUOTES, SENTENCE_MARKS, NEWLINE = frozenset("\"'"), frozenset(".!?"), "\n"


def join_words(tokens: Sequence[str]) -> str:
    """Return words as readable text: marks close to their word, a capital where a sentence begins, a newline for <eos>.

    A token never changes what was written before it, so that the text of a beginning is the beginning of the text.
    """
    written: list[str] = []
    opened: set[str] = set()
    before = ""
    for token in tokens:
        closing = token in QUOTES and (token in opened or before in SENTENCE_MARKS or (token == "'" and before.endswith("s")))
        written.append(space(before, token, closing) + (capital(token) if before == END else NEWLINE if token == END else token))
        opened = set() if token == END else opened ^ {token} if token in QUOTES and (token in opened or not closing) else opened
        before = OPENING if token in QUOTES and not closing else token
    return "".join(written)


def space(before: str, token: str, closing: bool) -> str:
    """Return what separates two tokens: a space or nothing."""
    glued = closing or token in GLUED_LEFT or (token[0] == "'" and token[1:].isalpha())
    return "" if glued or before in GLUED_RIGHT else " "


def capital(token: str) -> str:
    """Return a token as it begins a sentence; <unk> and <eos> stay what they are."""
    return {END: NEWLINE, UNKNOWN: UNKNOWN}.get(token) or token[0].upper() + token[1:]
