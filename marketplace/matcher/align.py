"""Word by word: what a text and a label share, what each lacks, and what keeps them apart."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from marketplace.matcher.names import SHORT, is_technical

#: Shorter words have too many neighbours to call one a slip of another.
_TYPO_FROM = 5
#: From this length two slips are believed, below it one.
_TWO_SLIPS_FROM = 8
#: What is left of a similarity when the numbers differ: Python 2 is not Python 3.
_OTHER_NUMBERS = 0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    aligned: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    typo: bool


def align(words: list[str], label_words: list[str], known: Callable[[str], bool]) -> Alignment:
    """Pair equal words, then slips of the pen.

    A word that the vocabulary knows is never a slip of another one: so Java stays apart from
    JavaScript, and sales from salsa.
    """
    missing = list(label_words)
    aligned = [word for word in words if _take(word, missing)]
    extra: list[str] = []
    slips: list[str] = []
    for word in (Counter(words) - Counter(aligned)).elements():
        meant = None if known(word) else _meant(word, missing)
        if meant is not None and _take(meant, missing):
            slips.append(meant)
        else:
            extra.append(word)
    return Alignment((*aligned, *slips), tuple(missing), tuple(extra), bool(slips))


def _take(word: str, words: list[str]) -> bool:
    """Take the word out of the words, if it is there."""
    if word not in words:
        return False
    words.remove(word)
    return True


def _meant(word: str, choices: list[str]) -> str | None:
    """The nearest choice within reach by optimal string alignment distance, or None."""
    if len(word) < _TYPO_FROM or not word.isalpha():
        return None
    reach = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    near = [(OSA.distance(word, choice, score_cutoff=reach), choice) for choice in choices if choice.isalpha()]
    slips, choice = min(near, default=(reach + 1, ""))
    return choice if slips <= reach else None


def kinship(words: list[str], label_words: list[str]) -> float:
    """What a similarity between two names is worth: 1, less when numbers differ, 0 when they cannot be the same."""
    theirs = {word for word in label_words if is_technical(word)}
    ours = {word for word in words if is_technical(word)}
    if theirs != ours and ((theirs and ours) or len(words) == 1 or len(label_words) == 1):
        return 0.0
    if len(label_words) == 1 and len(label_words[0]) <= SHORT and label_words[0] not in words:
        return 0.0
    numbers = {word for word in words if word.isdigit()}
    their_numbers = {word for word in label_words if word.isdigit()}
    return _OTHER_NUMBERS if numbers and their_numbers and numbers != their_numbers else 1.0
