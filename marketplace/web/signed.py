"""Links that carry what they do: signed with the site's key, readable by anybody, forged by nobody."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def sign(purpose: str, *words: str) -> str:
    """A token for an address that says these words, good for one purpose for as long as its key is kept."""
    return str(_serializer(purpose).dumps(words))


def signed_words(purpose: str, token: str) -> tuple[str, ...] | None:
    """The words of a token of this purpose; None when anybody but this site made it."""
    try:
        words = _serializer(purpose).loads(token)
    except BadSignature:
        return None
    return tuple(str(word) for word in words)


def _serializer(purpose: str) -> URLSafeSerializer:
    older = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    return URLSafeSerializer([*reversed(older), current_app.config["SECRET_KEY"]], salt=purpose)  # the newest signs
