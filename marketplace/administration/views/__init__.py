"""The pages of an administrator."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("administration", __name__, template_folder="../templates")

from marketplace.administration.views import (  # noqa: E402, F401 -- they hang their routes on the blueprint
    about,
    invitations,
    mails,
    organisations,
    overview,
    people,
    settings,
)
from marketplace.administration.views.settings import stored_site  # noqa: E402

__all__ = ["blueprint", "stored_site"]
