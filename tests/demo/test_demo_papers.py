"""The jobseeker whom anybody may play has a résumé to look through."""

from datetime import date

import sqlalchemy as sa

from marketplace.competencies import actions as competencies
from marketplace.competencies.models import Competency
from marketplace.demo.actions import papers
from marketplace.demo.actions.reading import Calendar, Scene, read_world
from marketplace.sides import Side
from marketplace.supply.resumes.models import Progress, ProposedCompetency, ProposedExperience, Resume
from tests.factories.accounts import make_actor, make_membership
from tests.factories.supply import NOW, make_jobseeker


def test_what_the_resume_says_waits_for_its_answers(session):
    competencies.load_starter(now=NOW)
    world = read_world()
    place = make_membership(Side.JOBSEEKER)
    place.person.email = next(told["email"] for told in world["graduates"] if "label" in told)
    make_jobseeker(person=place.person)
    codes = dict(session.execute(sa.select(Competency.code, Competency.id)).all())
    calendar = Calendar(date(2026, 6, 3), world["time_zone"])
    papers.hand_in(Scene(world, calendar, {}, codes, staff=make_actor(Side.STAFF)))
    assert session.scalars(sa.select(Resume.progress)).one() is Progress.READ
    titles = session.scalars(sa.select(ProposedExperience.title).order_by(ProposedExperience.position)).all()
    assert titles == ["Night manager", "Front desk clerk", "Kitchen lead"]
    assert session.scalar(sa.select(sa.func.count(ProposedCompetency.id))) == len(papers.NAMED)
