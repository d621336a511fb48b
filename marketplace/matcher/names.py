"""How a written name becomes the keys by which it is looked up.

Written for competencies: `C`, `C++` and `C#` are three different things, so is `.NET` from a
net. General cleaners drop those signs; nothing here may.
"""

import re
import unicodedata

#: Beyond this many characters a text is no name, and is not looked up as one.
NAME_LIMIT = 500
#: Fuzzy comparison sees no more than this many characters, however long the text.
FUZZY_LIMIT = 120
#: A name of so few characters (C, R, Go, AI) is that very name or none: a slip would reach all the others.
SHORT = 2

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_ASCII_NOISE = re.compile(r"[^a-z0-9+#\s]")
_DOT_NET = re.compile(r"(?<!\S)\.net\b")
_DOT_NET_SEAL = "\ue000net"
_LOOSE_SIGN = re.compile(r"(?<!\S)([a-z]) (?=(?:\+\+|#)(?!\S))")
_EDGES = " \t.,;:!?()[]{}\"'\u2022\u00b7"


def exact_key(text: str) -> str:
    """Compatibility forms, capitals and runs of blanks made equal; every sign kept."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def folded_key(text: str) -> str:
    """`exact_key` with punctuation turned to blanks, except + and #, and the dot of .NET.

    A key of one or two characters comes back only when nothing but edge punctuation went:
    `C.` is C, `C--` and `C*` are not.
    """
    key = exact_key(text).replace("\u266f", "#")
    bare = _APOSTROPHES.sub("", key)
    sealed = _DOT_NET.sub(_DOT_NET_SEAL, bare)
    folded = _LOOSE_SIGN.sub(r"\1", " ".join(_without_noise(sealed).split()).replace("\ue000", "."))
    if len(folded) <= SHORT and folded != key.strip(_EDGES):
        return ""
    return folded


def _without_noise(key: str) -> str:
    if key.isascii():
        return _ASCII_NOISE.sub(" ", key)
    return "".join(char if _carries_meaning(char) else " " for char in key)


def _carries_meaning(char: str) -> bool:
    # Marks are kept: in many scripts they are the vowels.
    return char.isalnum() or char in "+#\ue000" or unicodedata.category(char)[0] == "M"


def has_letters(text: str) -> bool:
    """Whether there is any letter or digit at all."""
    return any(char.isalnum() for char in text)


def is_technical(word: str) -> bool:
    """Whether a word carries a sign that makes it another thing: c++, c#, .net."""
    return not word.isalnum() and ("+" in word or "#" in word or word.startswith("."))
