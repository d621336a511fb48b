"""What somebody finds: rows that they may see, by some of their words."""

from marketplace.search.queries.finding import found, kinds_for, words_of
from marketplace.search.queries.showing import Group, Hit, groups, hits

__all__ = ["Group", "Hit", "found", "groups", "hits", "kinds_for", "words_of"]
