"""Words of a role that may stand for something else, for whoever can still change them."""

from marketplace.demand.discovery.queries import Hint, likely_stand_ins
from marketplace.demand.role_needs.models import RoleNeed


def words_to_ask_about(role_need: RoleNeed) -> list[Hint]:
    """What in a role's own words may stand for something else, each once. Quotes are asked about where they are."""
    typed = [requirement.words for requirement in role_need.requirements if requirement.insight_id is None]
    found: dict[str, Hint] = {}
    for words in (role_need.summary, role_need.ideal_candidate, *typed):
        for hint in likely_stand_ins(words):
            found.setdefault(hint.words.casefold(), hint)
    return list(found.values())
