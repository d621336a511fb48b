"""Routes that take files may be sent more than others, and say so themselves; all others keep the small limit."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.datastructures import FileStorage

View = TypeVar("View", bound=Callable[..., Any])
MOST = 6 * 1024 * 1024  # bytes of a form with one file of five megabytes


def takes_files(view: View) -> View:
    """Let the form of this route bring files, up to `MOST` bytes in all. Put it nearest to the view."""
    view.takes_files = True  # type: ignore[attr-defined]  # functions carry attributes
    return view


def init_app(app: Flask) -> None:
    """Set the limit of each request before anybody reads it. Call it before other parts."""
    app.before_request(_allow)


def _allow() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = MOST


def digest(file: FileStorage) -> str:
    """The fingerprint of a file that arrived, which is left as if nobody had read it."""
    file.stream.seek(0)
    found = hashlib.sha256(file.stream.read()).hexdigest()
    file.stream.seek(0)
    return found
