"""Requirements, certificates, readiness and the people of a cohort over HTTP."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("graduations", __name__, template_folder="../templates")

from marketplace.supply.graduations.views import (  # noqa: E402, F401 -- they hang their routes on the blueprint
    certificates,
    people,
    ready,
    requirements,
)

__all__ = ["blueprint"]
