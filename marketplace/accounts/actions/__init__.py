"""What people do with accounts: sign in and out, register, renew a password, invite and accept."""

from marketplace.accounts.actions.inviting import (
    accept_as_myself,
    accept_as_new,
    cancel,
    invite,
    invite_colleague,
    may_invite,
    resend,
    team_of,
)
from marketplace.accounts.actions.passwords import check_password, hash_password, knows_password
from marketplace.accounts.actions.places import end_membership, let_in, may_end, shut_out
from marketplace.accounts.actions.registering import confirm, look_for_work_too, register
from marketplace.accounts.actions.renewing import change_password, forgot_password, require_current, reset_password
from marketplace.accounts.actions.signing_in import (
    begin_sign_in,
    end_sign_in,
    note_seen,
    require_password,
    sign_in,
    switch,
)
from marketplace.accounts.actions.tokens import require_link

__all__ = [
    "accept_as_myself",
    "accept_as_new",
    "begin_sign_in",
    "cancel",
    "change_password",
    "check_password",
    "confirm",
    "end_membership",
    "end_sign_in",
    "forgot_password",
    "hash_password",
    "invite",
    "invite_colleague",
    "knows_password",
    "let_in",
    "look_for_work_too",
    "may_end",
    "may_invite",
    "note_seen",
    "register",
    "require_current",
    "require_link",
    "require_password",
    "resend",
    "reset_password",
    "shut_out",
    "sign_in",
    "switch",
    "team_of",
]
