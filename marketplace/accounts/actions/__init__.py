"""What people do with accounts: sign in and out, register, renew a password, invite and accept."""

from marketplace.accounts.actions.signing_in import begin_sign_in, end_sign_in, note_seen

__all__ = ["begin_sign_in", "end_sign_in", "note_seen"]
