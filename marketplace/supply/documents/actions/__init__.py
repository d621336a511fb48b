"""Handing a file in, taking it away, and noting down who else reads it."""

from marketplace.supply.documents.actions.checking import Handed, hand_over, sentence_of
from marketplace.supply.documents.actions.keeping import MOST_BYTES, MOST_FILES, forget_all, keep, remove
from marketplace.supply.documents.actions.sending import note_reading, when_read

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "Handed",
    "forget_all",
    "hand_over",
    "keep",
    "note_reading",
    "remove",
    "sentence_of",
    "when_read",
]
