"""Placements over HTTP: claimed, shown, verified, checked; and by a link, without an account."""

from flask import Blueprint

blueprint = Blueprint("placements", __name__, template_folder="../templates")

from marketplace.hiring.placements.views import (  # noqa: E402 -- their routes
    checking,  # noqa: F401
    claiming,  # noqa: F401
    lasting,  # noqa: F401
    linking,  # noqa: F401
    opinions,  # noqa: F401
    papers,  # noqa: F401
    showing,  # noqa: F401
)
