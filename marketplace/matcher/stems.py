"""The stem of an English word: what *manage*, *managing* and *manager* have in common.

M. F. Porter, An algorithm for suffix stripping (1980), written as tables: each step is a list of
endings, what replaces them, and how many vowel-consonant groups must stand before. Words with
digits or signs are names and stay as they are.
"""

import re
from functools import lru_cache

#: A longer word is no English one.
_LONGEST = 40
_VOWEL = re.compile(r"[aeiou]|(?<=[^aeiou])y")
_SHORT_END = re.compile(r"[^aeiou][aeiouy][^aeiouwxy]$")
_GROUPS = re.compile(r"v+c+")

_STEP_2 = tuple(
    pair.split(":")
    for pair in [
        "ational:ate",
        "tional:tion",
        "enci:ence",
        "anci:ance",
        "izer:ize",
        "abli:able",
        "alli:al",
        "entli:ent",
        "eli:e",
        "ousli:ous",
        "ization:ize",
        "ation:ate",
        "ator:ate",
        "alism:al",
        "iveness:ive",
        "fulness:ful",
        "ousness:ous",
        "aliti:al",
        "iviti:ive",
        "biliti:ble",
    ]
)
_STEP_3 = tuple(pair.split(":") for pair in ["icate:ic", "ative:", "alize:al", "iciti:ic", "ical:ic", "ful:", "ness:"])
_STEP_4 = tuple(
    "al ance ence er ic able ible ant ement ment ent sion tion ou ism ate iti ous ive ize".split()  # noqa: SIM905
)


_IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth", "mice": "mous",
    "analysis": "analyz", "analyses": "analyz", "staff": "staff", "criteria": "criterion", "media": "media",
}  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a lower-case word; a word of one or two letters, or with other signs, is its own."""
    if not 2 < len(word) <= _LONGEST or not (word.isascii() and word.isalpha()):  # noqa: PLR2004 - as Porter has it
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = _plurals(word)
    word = _participles(word)
    if word.endswith("y") and _VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(word, _STEP_2)
    word = _replaced(word, _STEP_3)
    return _tidied(_without_suffix(word))


def _measure(part: str) -> int:
    """How many times consonants follow vowels."""
    return len(_GROUPS.findall(_VOWEL.sub("v", part).translate(_AS_CONSONANTS)))


_AS_CONSONANTS = {ord(char): "c" for char in "bcdfghjklmnpqrstwxyz"}


def _plurals(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-2] if len(word) > 4 else word[:-1]  # noqa: PLR2004 - ties, dies
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _participles(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for ending in ("ed", "ing"):
        part = word.removesuffix(ending)
        if part != word and _VOWEL.search(part):
            return _mended(part)
    return word


def _mended(part: str) -> str:
    """What a verb loses before -ed and -ing is given back, a doubled letter taken away."""
    if part.endswith(("at", "bl", "iz")):
        return part + "e"
    if len(part) > 1 and part[-1] == part[-2] and part[-1] not in "aeioulsz":
        return part[:-1]
    if _measure(part) == 1 and _SHORT_END.search(part):
        return part + "e"
    return part


def _replaced(word: str, table: tuple[list[str], ...]) -> str:
    for ending, instead in table:
        if word.endswith(ending):
            part = word[: -len(ending)]
            return part + instead if _measure(part) else word
    return word


def _without_suffix(word: str) -> str:
    for ending in sorted(_STEP_4, key=len, reverse=True):
        if word.endswith(ending):
            part = word[: -len(ending)]
            if ending in ("sion", "tion"):
                part += ending[0]
            return part if _measure(part) > 1 else word
    return word


def _tidied(word: str) -> str:
    if word.endswith("e"):
        part = word[:-1]
        measure = _measure(part)
        if measure > 1 or (measure == 1 and not _SHORT_END.search(part)):
            word = part
    if word.endswith("ll") and _measure(word[:-1]) > 1:
        word = word[:-1]
    return word
