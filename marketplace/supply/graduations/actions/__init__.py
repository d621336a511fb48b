"""Requiring, certifying, vetting: what people do around a graduation."""

from marketplace.supply.graduations.actions.certifying import choose, issue, revoke
from marketplace.supply.graduations.actions.requiring import ask_for, no_longer, require, tick
from marketplace.supply.graduations.actions.together import begin as begin_together
from marketplace.supply.graduations.actions.together import graduate as graduate_together
from marketplace.supply.graduations.actions.vetting import mark_ready, take_back, why_not_ready

__all__ = [
    "ask_for",
    "begin_together",
    "choose",
    "graduate_together",
    "issue",
    "mark_ready",
    "no_longer",
    "require",
    "revoke",
    "take_back",
    "tick",
    "why_not_ready",
]
