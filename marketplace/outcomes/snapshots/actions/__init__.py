"""Freezing reports, restating them, and auditing what is behind them."""

from marketplace.outcomes.snapshots.actions.auditing import draw, finish, tick
from marketplace.outcomes.snapshots.actions.defining import define
from marketplace.outcomes.snapshots.actions.freezing import JOB, carry_on, create, freeze

__all__ = ["JOB", "carry_on", "create", "define", "draw", "finish", "freeze", "tick"]
