"""Names as people mistype them: what a vocabulary is taught to see through.

Each distortion takes a name and gives another way somebody might have written it; it leaves a
name alone that it cannot change.
"""

import random
from collections.abc import Callable

from marketplace.matcher.words import STOP

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_FILLERS = (
    "experience with {}", "knowledge of {}", "good understanding of {}", "proficient in {}", "ability to {}",
    "hands-on experience in {}", "{} (3+ years)", "strong {} skills", "excellent {} skills", "{} experience required",
    "demonstrated ability to {}",
)  # fmt: skip
_SPELLINGS = (("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"), ("our", "or"))


def typo(name: str, rng: random.Random) -> str:
    """One letter left out, doubled, swapped with what follows, or exchanged for its neighbour on the keyboard."""
    spots = [at for at, char in enumerate(name) if char.isalpha()]
    if len(spots) < 4:  # noqa: PLR2004 - a shorter name is another one with a slip in it
        return name
    at, kind = rng.choice(spots), rng.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2:  # noqa: PLR2004 - the third of four
        return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    return name[:at] + _beside(name[at], rng) + name[at + 1 :]


def _beside(letter: str, rng: random.Random) -> str:
    """A letter that the finger may hit instead."""
    row, at = next(((row, row.index(letter)) for row in _ROWS if letter in row), (_ROWS[0], 0))
    others = [_ROWS[_ROWS.index(row) - 1][at : at + 1], _ROWS[(_ROWS.index(row) + 1) % 3][at : at + 1]]
    return rng.choice([other for other in (row[at - 1 : at], row[at + 1 : at + 2], *others) if other])


def typos(name: str, rng: random.Random) -> str:
    """Two of them."""
    return typo(typo(name, rng), rng)


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


def gerund(name: str, rng: random.Random) -> str:
    """One word with -ing, fitting or not; the first more often."""
    found = name.split()
    spots = [at for at, word in enumerate(found) if word not in STOP and word.isalpha()]
    if spots:
        at = rng.choice((spots[0], rng.choice(spots)))
        found[at] = found[at].removesuffix("e") + "ing"
    return " ".join(found)


def plural(name: str, rng: random.Random) -> str:
    """One word with a plural ending, or without the one it has."""
    found = name.split()
    spots = [at for at, word in enumerate(found) if word not in STOP and word.isalpha()]
    if spots:
        at = rng.choice((spots[-1], rng.choice(spots)))
        found[at] = _other_number(found[at])
    return " ".join(found)


def _other_number(word: str) -> str:
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    if word.endswith("y"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def framed(name: str, rng: random.Random) -> str:
    """A phrase around it that says nothing more."""
    return rng.choice(_FILLERS).format(name)


def signed(name: str, rng: random.Random) -> str:
    """Another case, hyphens, a bullet, something at the end."""
    return rng.choice((
        name.upper(), "  ".join(name.title().split()), name.replace(" ", "-", 1), f"- {name.title()};", f"{name}.",
    ))  # fmt: skip


def british(name: str, _rng: random.Random) -> str:
    """British for American spelling or the other way round."""
    for one, other in _SPELLINGS:
        if one in name:
            return name.replace(one, other, 1)
        if other in name:
            return name.replace(other, one, 1)
    return name


KINDS: tuple[Callable[[str, random.Random], str], ...] = (
    typo, typos, joined, shuffled, dropped, cut, gerund, plural, framed, signed, british,
)  # fmt: skip


def distorted(name: str, times: int, rng: random.Random) -> str:
    """The name after so many distortions drawn by chance."""
    for kind in rng.sample(KINDS, times):
        name = kind(name, rng)
    return name
