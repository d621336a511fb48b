"""Frozen reports over HTTP: freeze, read, restate, follow down to the evidence, audit."""

from flask import Blueprint

blueprint = Blueprint("snapshots", __name__, template_folder="../templates")

from marketplace.outcomes.snapshots.views import (  # noqa: E402 -- their routes
    auditing,  # noqa: F401
    defining,  # noqa: F401
    freezing,  # noqa: F401
    showing,  # noqa: F401
)
