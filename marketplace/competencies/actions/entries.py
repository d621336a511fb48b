"""What a vocabulary file says, before any of it is stored."""

from dataclasses import dataclass, field

from marketplace.competencies.models import Kind, Relation


class NotThisFormat(Exception):
    """The file cannot be read as what it should be; `sentence` says what is missing. Nothing was stored."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Entry:
    """One competency as a file gives it. `labels` are its other names, without the preferred one."""

    code: str
    preferred: str
    kind: Kind
    description: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """One relation as a file gives it, by the codes of both ends."""

    from_code: str
    to_code: str
    kind: Relation


@dataclass(frozen=True)
class RowError:
    """A row that could not be taken over; `line` is where it begins in the file, the heading being line 1."""

    file: str
    line: int
    sentence: str


@dataclass
class Tally:
    """What came of an import. `outside` counts relations of which an end is not in the vocabulary."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    links_added: int = 0
    links_known: int = 0
    outside: int = 0
    errors: list[RowError] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many competencies the file gave that could be read."""
        return self.added + self.changed + self.unchanged
