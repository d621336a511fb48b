"""What an import says of broader and narrower after two competencies became one: no two are each above the other."""

import pytest
import sqlalchemy as sa

from marketplace.competencies import actions
from marketplace.competencies.actions.entries import Link, Tally
from marketplace.competencies.actions.saving import save_links
from marketplace.competencies.models import CompetencyRelation, Relation
from marketplace.db import db
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency, relate
from tests.factories.supply import NOW

pytestmark = pytest.mark.usefixtures("session")


def stored():
    rows = sa.select(CompetencyRelation.from_id, CompetencyRelation.to_id, CompetencyRelation.kind)
    return {tuple(row) for row in db.session.execute(rows)}


def test_an_import_puts_nothing_above_what_it_is_below():
    goes, stays, other = make_competency("Tours"), make_competency("Routes"), make_competency("Logistics")
    relate(stays, other)
    relate(other, goes)
    actions.merge(goes, stays, actor=make_actor(Side.STAFF, all_programs=True), now=NOW)
    tally = Tally()
    again = [Link(stays.code, other.code, Relation.BROADER), Link(other.code, goes.code, Relation.BROADER)]
    save_links(again, now=NOW, tally=tally)
    assert stored() == {(stays.id, other.id, Relation.BROADER)}
    assert (tally.links_added, tally.links_known, tally.outside) == (0, 2, 0)


def test_of_two_opposite_lines_of_one_file_one_is_taken():
    one, other = make_competency("Tours"), make_competency("Routes")
    tally = Tally()
    both = [Link(one.code, other.code, Relation.BROADER), Link(other.code, one.code, Relation.BROADER)]
    save_links(both, now=NOW, tally=tally)
    assert (len(stored()), tally.links_added) == (1, 1)


def test_relatives_may_say_it_both_ways():
    one, other = make_competency("Tours"), make_competency("Routes")
    both = [Link(one.code, other.code, Relation.RELATED), Link(other.code, one.code, Relation.RELATED)]
    save_links(both, now=NOW, tally=Tally())
    assert len(stored()) == 2
