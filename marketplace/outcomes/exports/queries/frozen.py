"""A version of a frozen report as lines: what it says, by the definitions it was counted by, and never counted anew."""

from collections.abc import Iterator
from typing import Any

from marketplace.outcomes.exports.queries.figures import Line, middle_line, share_line
from marketplace.outcomes.snapshots import queries as snapshots
from marketplace.outcomes.snapshots.models import FrozenReport


def frozen_lines(version: FrozenReport) -> Iterator[Line]:
    """The figures of a version in the order of its report."""
    by = {kept["key"]: snapshots.read_definition(kept) for kept in version.definitions}
    for kept in version.figures:
        figure = snapshots.read(kept)
        definition, as_of = by[figure.key.value], version.report.as_of
        if figure.is_share:
            yield share_line(definition, figure.tally, as_of)
        else:
            yield middle_line(definition, figure.tally, as_of, middle=figure.middle)


def frozen_data(version: FrozenReport) -> dict[str, Any]:  # Any: words and numbers
    """What a file says of the version itself: which one, when, why it was counted again, and its digest."""
    return {
        "title": version.report.title,
        "version": version.number,
        "frozen_at": version.frozen_at.isoformat(timespec="seconds"),
        "reason": version.reason or None,
        "digest": version.digest,
    }
