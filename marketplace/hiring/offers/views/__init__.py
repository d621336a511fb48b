"""Offers over HTTP: the employer writes and extends, the person asks and answers, staff see where it stands."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("offers", __name__, template_folder="../templates")

from marketplace.hiring.offers.views import (  # noqa: E402, F401 -- they hang their routes on the blueprint
    answers,
    asks,
    conditions,
    offers,
)

__all__ = ["blueprint"]
