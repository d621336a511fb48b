"""Rounds of choosing over HTTP: one room of pages for staff, one for the two sides."""

from flask import Blueprint

blueprint = Blueprint("rounds", __name__, template_folder="../templates")

from marketplace.hiring.rounds.views import sides, staff  # noqa: E402, F401 -- they add their routes
