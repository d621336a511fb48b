"""One thing that waits for somebody, and how urgent it is."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

SOON = timedelta(days=3)
MOST = 50


@dataclass(frozen=True)
class Step:
    """One thing that waits: what to do, about whom, where, and by when. `endpoint` and `arguments` make the address."""

    what: str
    who: str
    endpoint: str
    arguments: dict[str, Any] = field(default_factory=dict)
    due: date | None = None

    def level(self, today: date) -> str:
        """How urgent it is: over, due within three days, soon, or nothing."""
        if self.due is None:
            return ""
        return "over" if self.due < today else "due" if self.due <= today + SOON else "soon"
