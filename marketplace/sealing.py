"""What is kept and must not be readable: sealed, or hashed, with keys that are made from SECRET_KEY."""

import base64
import hmac
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

SEALS: Final = b"guildhall: what is sealed"
NAMES: Final = b"guildhall: whom a counter is for"


def seal(words: str) -> str:
    """`words` as nobody can read them without the key; made with the newest key."""
    return _fernet().encrypt(words.encode()).decode()


def unseal(sealed: str, *, within: timedelta | None = None) -> str | None:
    """The words again; None when no key of this installation opens them, or when they are older than `within`."""
    seconds = None if within is None else int(within.total_seconds())
    try:
        return _fernet().decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken:
        return None


def keyed_hash(*words: str) -> str:
    """A hash that nobody can try out addresses against without the key. Changes with the newest key."""
    key = _key(str(current_app.secret_key), NAMES)
    return hmac.new(key, "\0".join(words).encode("utf-8", "surrogatepass"), sha256).hexdigest()


def _fernet() -> MultiFernet:
    older = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    return _fernet_of((str(current_app.secret_key), *reversed(older)))


@lru_cache(maxsize=8)
def _fernet_of(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(key, SEALS))) for key in keys])


@lru_cache(maxsize=32)
def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
