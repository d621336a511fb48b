"""Waitlists, later cohorts and decisions released together, over HTTP."""

from flask import Blueprint

blueprint = Blueprint("decisions", __name__, template_folder="../templates")

from marketplace.supply.decisions.views import deciding, deferring, shrinking, waiting  # noqa: E402, F401 -- their routes
