"""From what a browser sent to a file that may be kept: its kind, its name, and a sentence for each fault."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.errors import Refused
from marketplace.reader import pictures
from marketplace.reader.faults import Fault, UnfitFile
from marketplace.reader.kinds import ENDINGS, FileKind, check

LONGEST_NAME: Final = 120
SENTENCES: Final = {
    Fault.EMPTY: _("There is nothing in this file. Choose another one."),
    Fault.TOO_LARGE: _(
        "This file has more than 5 MB. Save it in a smaller size, or hand in only the pages that matter."
    ),
    Fault.UNKNOWN: _("This kind of file is not read here. Save it as PDF, then choose it again."),
    Fault.OTHER: _("This file is not what the end of its name says. Open it, save it as PDF, then choose that."),
    Fault.BROKEN: _("This file is damaged or not whole. Open it, save it again, then choose it once more."),
    Fault.MIXED: _("There is something else behind or inside this file. Open it, save it as PDF, then choose that."),
    Fault.PACKED: _("This file unpacks to far more than it is. Open it, save it as PDF, then choose that."),
    Fault.LOCKED: _("This file asks for a password. Save it without one, then choose it again."),
    Fault.PROGRAM: _("There is a program or another file inside this one. Save it as a plain PDF, then choose that."),
    Fault.LINKED: _("This file would load something from elsewhere when opened. Save it as PDF, then choose that."),
}
_TURNING: Final = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")  # what turns or hides letters
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f\"<>|?*:;]")


@dataclass(frozen=True)
class Handed:
    """A file that was looked at and may be kept."""

    name: str
    kind: FileKind
    content: bytes


def hand_over(name: str, content: bytes, kinds: Collection[FileKind] = tuple(FileKind)) -> Handed:
    """Look a file through. Refused, with what can be done, when it is none of `kinds` or not safe to pass on.

    A photograph is kept without what the camera noted beside it, such as where it was taken.
    """
    content = pictures.plain(content)
    try:
        kind = check(name, content, kinds)
    except UnfitFile as unfit:
        raise Refused(sentence_of(unfit.fault)) from None
    return Handed(plain_name(name, kind), kind, content)


def sentence_of(fault: Fault) -> object:
    """What a person reads about a fault."""
    return SENTENCES[fault]


def plain_name(name: str, kind: FileKind) -> str:
    """The name without folders, without what could end a header or turn its letters round, not too long."""
    last = PurePosixPath(name.replace("\\", "/")).name.encode("utf-8", "ignore").decode()
    tidy = _UNFIT.sub(" ", _TURNING.sub("", unicodedata.normalize("NFC", last)))
    stem = " ".join(tidy.rpartition(".")[0].split()).strip(". ")[:LONGEST_NAME].strip()
    return (stem or "file") + ENDINGS[kind][0]
