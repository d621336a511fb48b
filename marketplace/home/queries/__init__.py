"""What waits for a person and for an employer: their next steps. The program team has an inbox (listing.py)."""

from collections.abc import Callable
from datetime import date, datetime

from marketplace.home.queries import employers, graduates, jobseekers
from marketplace.home.queries.steps import Step
from marketplace.sides import Actor, Role, Side

__all__ = ["Step", "steps_for"]

Source = Callable[[Actor, datetime], list[Step]]
SOURCES: dict[Side, tuple[Source, ...]] = {
    Side.JOBSEEKER: (
        jobseekers.offers_to_answer,
        jobseekers.times_to_pick,
        jobseekers.hires_to_confirm,
        jobseekers.work_to_tell_of,
        jobseekers.roles_to_answer,
        jobseekers.seats_to_confirm,
        graduates.question_to_answer,
        jobseekers.questions_to_answer,
        jobseekers.applications_to_finish,
        jobseekers.profile_to_begin,
    ),
    Side.EMPLOYER: (
        employers.agreements_to_sign,
        employers.times_to_pick,
        employers.roles_to_confirm,
        employers.people_to_answer,
        employers.talks_to_arrange,
        employers.times_to_offer,
        employers.asks_to_answer,
        employers.outcomes_to_record,
        employers.hires_to_record,
    ),
}


def steps_for(actor: Actor, now: datetime) -> list[Step]:
    """Everything that waits for this person, the most urgent first."""
    sources = (employers.outcomes_to_record,) if actor.role is Role.INTERVIEWER else SOURCES.get(actor.side, ())
    found = [step for source in sources for step in source(actor, now)]
    return sorted(found, key=lambda step: step.due or date.max)
