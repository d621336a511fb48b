"""Passwords: what may be one, its hash, and the proof of knowing it."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]  # a list of words

from marketplace.errors import Busy, Refused

SHORTEST: Final = 8
LONGEST: Final = 1000
FEW: Final = 4

hasher = PasswordHasher()  # Argon2id, 64 MiB: about 0.2 s of one core
_at_once = BoundedSemaphore(2)  # so that a burst of sign-ins takes neither all memory nor all cores
WAIT: Final = 0.5  # seconds that one more waits for room: a waiting thread answers nobody else

# The 30,000 passwords met most often in leaks, as zxcvbn brings them; the shorter ones are refused anyway.
LEAKED: Final = frozenset(words for words in FREQUENCY_LISTS["passwords"] if len(words) >= SHORTEST)

# Words that, alone or with digits and signs around them, are what people try first.
STEMS: Final = frozenset((Path(__file__).parents[1] / "data" / "first_guesses.txt").read_text(encoding="utf-8").split())
ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qwertzuiop",
    "1qaz2wsx3edc4rfv",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgb",
)
DISGUISES: Final = str.maketrans("0134578@$!", "oieastbasi")


def check_password(words: str, *, about: tuple[str, ...] = ()) -> None:
    """Refuse what is too short, too long, or guessed first. `about`: name and address, not to be one either."""
    if len(words) < SHORTEST:
        raise Refused(
            _("A password needs at least %(n)s characters. A few words in a row are easy to keep.", n=SHORTEST)
        )
    if len(words) > LONGEST:
        raise Refused(_("A password can have at most %(n)s characters.", n=LONGEST))
    if is_common(words) or words.strip().lower() in {known.lower() for known in about if known}:
        raise Refused(
            _("That password is among the first that anybody would try. A few unrelated words are a better one.")
        )


def is_common(words: str) -> bool:
    """Whether it is a well-known password, in capitals, with digits around it or disguised letters too."""
    plain = normal(words).lower().strip()
    squeezed = re.sub(r"[\W_]+", "", plain)
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    undisguised = re.sub(r"[^a-z]+", "", plain.translate(DISGUISES))
    trimmed = re.sub(r"[\W\d_]+$", "", plain).translate(DISGUISES)
    return (
        plain in LEAKED
        or len(set(squeezed)) <= FEW
        or _along_a_row(squeezed)
        or _doubled(squeezed)
        or not STEMS.isdisjoint({bare, squeezed, undisguised, trimmed})
    )


def _along_a_row(words: str) -> bool:
    return any(words in row or words in row[::-1] for row in (row * 2 for row in ROWS))


def _doubled(words: str) -> bool:
    half = words[: len(words) // 2]
    return bool(half) and half * 2 == words and (half in STEMS or _along_a_row(half))


def normal(words: str) -> str:
    """A password as it is hashed: what looks and reads the same on two keyboards is the same (NFKC)."""
    return unicodedata.normalize("NFKC", words)


def hash_password(words: str) -> str:
    """The hash that is stored. Slow on purpose: never inside a write transaction. Busy when there is no room."""
    with _room():
        return hasher.hash(normal(words))


def knows_password(stored: str | None, words: str) -> bool:
    """Whether `words` are the password behind a stored hash. Without one the work is the same and the answer no.

    Busy (503) when two are hashed in this process already and none ends in time.
    """
    with _room():
        try:
            hasher.verify(stored or _nobodys(), normal(words))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


@contextmanager
def _room() -> Iterator[None]:
    if not _at_once.acquire(timeout=WAIT):
        raise Busy(_("Many people are signing in at this moment. Nothing was looked at: press the button again."))
    try:
        yield
    finally:
        _at_once.release()


@cache
def _nobodys() -> str:
    return hasher.hash("nobody has this password")
