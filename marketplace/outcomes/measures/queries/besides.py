"""What is counted beside the figures of people: placement at its other windows, and the outcome codes of CIRR.

It stands among the sums as `figure@days answer reason` and `cirr code`, so that a page can show it beside the figure.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from marketplace.outcomes.measures.queries.formulas import judge, merged
from marketplace.outcomes.measures.queries.formulas.cirr import CODES, outcome_code
from marketplace.outcomes.measures.queries.formulas.placements import within_days
from marketplace.outcomes.measures.queries.keys import AT_EACH_WINDOW, Key
from marketplace.outcomes.measures.queries.people import Answer, Starter, Tally
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.outcomes.measures.queries.summing import split

CIRR: Final = "cirr"


def names(definitions: Mapping[Key, Definition], starter: Starter, as_of: date) -> list[str]:
    """What is counted of one person; a figure at its own window is among the figures, and not here again."""
    found = [
        f"{key}@{days} {verdict.answer} {verdict.because}"
        for key in AT_EACH_WINDOW
        for days, settings in within_days(definitions[key].settings).items()
        if days != definitions[key].settings.window_days
        for verdict in [judge(replace(definitions[key], settings=settings), starter, as_of)]
    ]
    code, _because = outcome_code(definitions[Key.GRADUATE_PLACEMENT], definitions[Key.ANY_JOB], starter, as_of)
    return [*found, f"{CIRR} {code}"] if code in CODES else found


def windows(key: Key, shares: Mapping[str, int], base: int) -> Mapping[int, Tally]:
    """Days → placement at that window. All have the base of the figure: without it, not everybody was counted."""
    found = {}
    for name, numbers in split(shares).items():
        if name.startswith(f"{key}@") and (tally := tally_from(numbers)).base == base:
            found[int(name.removeprefix(f"{key}@"))] = tally
    return dict(sorted(found.items()))


def tally_from(numbers: Mapping[str, int]) -> Tally:
    """The tally of numbers by `answer reason`."""
    return merged(Tally(reasons={Answer(answer): reasons}) for answer, reasons in split(numbers).items())
