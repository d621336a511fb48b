"""Public pages of programs and cohorts, and the pages on which staff plan and run them."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("cohorts", __name__, template_folder="../templates")

from marketplace.supply.cohorts.views import checking, desk, public, wishing  # noqa: E402, F401 -- they hang their routes on the blueprint

__all__ = ["blueprint"]
