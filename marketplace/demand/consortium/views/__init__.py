"""Pages of consortia for staff, and of an employer's own memberships and agreements."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("consortium", __name__, template_folder="../templates")

from marketplace.demand.consortium.views import (  # noqa: E402, F401 -- they hang their routes on the blueprint
    gathering,
    membership,
    papers,
)

__all__ = ["blueprint"]
