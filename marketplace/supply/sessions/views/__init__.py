"""Pages of the training: its plan, who was there, levels, supports and whom to ask after."""

from flask import Blueprint

blueprint = Blueprint("sessions", __name__, template_folder="../templates")

from marketplace.supply.sessions.views import (  # noqa: E402 -- they hang their routes on the blueprint
    attending,  # noqa: F401
    own,  # noqa: F401
    planning,  # noqa: F401
    supporting,  # noqa: F401
    watching,  # noqa: F401
)
