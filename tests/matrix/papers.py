"""What J handed in: a résumé that was read, with proposals that wait for an answer."""

from typing import Any

from tests.factories import resumes


def furnish(world: Any) -> None:
    """Add the rows."""
    resume = resumes.make_resume(world.ids["jobseeker"])
    proposal = resumes.make_proposed_experience(resume)
    named = resumes.make_proposed_competency(resume)
    world.ids |= {"resume_id": resume.id, "proposal_id": proposal.id, "named": named}
