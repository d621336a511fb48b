"""The pages of accounts, and the loader of whoever is signed in."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, template_folder="../templates")

from marketplace.accounts.views import (  # noqa: E402, F401 -- they hang their routes on the blueprint
    invitations,
    own_account,
    passwords,
    proving,
    registering,
    second_factors,
    signing_in,
)
from marketplace.accounts.views.session import init_login  # noqa: E402

__all__ = ["blueprint", "init_login"]
