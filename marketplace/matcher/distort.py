"""Names as people mistype them: what a vocabulary is taught to see through.

Each distortion takes a name and gives another way somebody might have written it; it leaves a
name alone that it cannot change.
"""

import random
from collections.abc import Callable

from marketplace.matcher.words import STOP

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FILLERS = (
    "experience with {}", "knowledge of {}", "good understanding of {}", "proficient in {}", "ability to {}",
    "hands-on experience in {}", "{} (3+ years)", "{} skills", "familiarity with {}", "strong {} skills",
)  # fmt: skip
_SPELLINGS = (
    ("ization", "isation"),
    ("izing", "ising"),
    ("ize", "ise"),
    ("or ", "our "),
    ("er ", "re "),
    ("se ", "ce "),
)


def typo(name: str, rng: random.Random) -> str:
    """One letter left out, doubled, exchanged or swapped with the next, in a word of four letters or more."""
    spots = [at for at in range(1, len(name) - 1) if name[at].isalpha() and _word_at(name, at) >= 4]  # noqa: PLR2004
    if not spots:
        return name
    at, kind = rng.choice(spots), rng.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + rng.choice(_LETTERS) + name[at + (kind == 2) :]  # noqa: PLR2004 - exchanged, else put in


def _word_at(name: str, at: int) -> int:
    begin = name.rfind(" ", 0, at) + 1
    end = name.find(" ", at)
    return (len(name) if end < 0 else end) - begin


def joined(name: str, rng: random.Random) -> str:
    """Two words run together."""
    gaps = [at for at, char in enumerate(name) if char == " "]
    at = rng.choice(gaps) if gaps else len(name)
    return name[:at] + name[at + 1 :]


def shuffled(name: str, rng: random.Random) -> str:
    """Words in another order."""
    found = name.split()
    rng.shuffle(found)
    return " ".join(found)


def dropped(name: str, rng: random.Random) -> str:
    """One word left out, of three or more."""
    found = name.split()
    if len(found) > 2:  # noqa: PLR2004 - of two words, either may be all there is to it
        del found[rng.randrange(len(found))]
    return " ".join(found)


def cut(name: str, rng: random.Random) -> str:
    """One longer word cut short with a full stop."""
    found = name.split()
    spots = [at for at, word in enumerate(found) if len(word) > 5]  # noqa: PLR2004 - shorter ones are not cut
    if spots:
        at = rng.choice(spots)
        found[at] = found[at][: rng.choice((4, 5))] + "."
    return " ".join(found)


def inflected(name: str, rng: random.Random) -> str:
    """One word with an ending, fitting or not."""
    found = name.split()
    spots = [at for at, word in enumerate(found) if word not in STOP and word.isalpha()]
    if spots:
        at = rng.choice(spots)
        found[at] = rng.choice((_gerund, _plural))(found[at])
    return " ".join(found)


def _gerund(word: str) -> str:
    return word.removesuffix("e") + "ing"


def _plural(word: str) -> str:
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def framed(name: str, rng: random.Random) -> str:
    """A phrase around it that says nothing more."""
    return rng.choice(_FILLERS).format(name)


def signed(name: str, rng: random.Random) -> str:
    """Another case, hyphens, a bullet, something at the end."""
    return rng.choice((name.upper(), name.title(), name.replace(" ", "-", 1), f"- {name};", f"{name}.", f"{name} "))


def british(name: str, _rng: random.Random) -> str:
    """British for American spelling or the other way round."""
    for one, other in _SPELLINGS:
        if one in name:
            return name.replace(one, other, 1)
        if other in name:
            return name.replace(other, one, 1)
    return name


KINDS: tuple[Callable[[str, random.Random], str], ...] = (
    typo, typo, joined, shuffled, dropped, cut, inflected, framed, signed, british,
)  # fmt: skip


def distorted(name: str, times: int, rng: random.Random) -> str:
    """The name after so many distortions drawn by chance."""
    for kind in rng.sample(KINDS, times):
        name = kind(name, rng)
    return name
