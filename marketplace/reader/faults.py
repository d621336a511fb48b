"""Why a file is not taken, and why one that was taken could not be read."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    OTHER = "other"
    BROKEN = "broken"
    MIXED = "mixed"
    PACKED = "packed"
    LOCKED = "locked"
    PROGRAM = "program"
    LINKED = "linked"


class UnfitFile(ValueError):
    """A file that is not taken, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Unreadable(StrEnum):
    """Why no words came out of a file."""

    TOO_LONG = "too_long"
    TOO_BIG = "too_big"
    LOCKED = "locked"
    NO_WORDS = "no_words"
    BROKEN = "broken"


class UnreadFile(ValueError):
    """A file whose words could not be read, and why."""

    def __init__(self, why: Unreadable) -> None:
        super().__init__(why.value)
        self.why = why
