"""Applying, waiting and deciding over HTTP."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("applications", __name__, template_folder="../templates")

from marketplace.supply.applications.views import (  # noqa: E402, F401 -- they hang their routes on the blueprint
    applying,
    composing,
    deciding,
    reading,
    screening,
)

__all__ = ["blueprint"]
