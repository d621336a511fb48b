"""What people of the world handed in: a résumé that was read, and waits to be looked through."""

from typing import Final

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.competencies.models import Competency
from marketplace.competencies.queries import Found
from marketplace.db import db
from marketplace.demo.actions.reading import FOLDER, Scene
from marketplace.reader.child import Reading
from marketplace.reader.experiences import found_in
from marketplace.sides import Side
from marketplace.supply.documents.actions import hand_over
from marketplace.supply.resumes import actions as resumes

#: Words of the résumé, and the competency that they name.
NAMED: Final = {
    "Trained every newcomer": "train-a-new-colleague",
    "balanced the till": "handle-payments",
    "scheduling software": "scheduling-software",
    "Led a team": "lead-a-team",
    "First aid": "first-aid",
}


def hand_in(scene: Scene) -> None:
    """The jobseeker whom anybody may play has uploaded a résumé and answered nothing of it yet."""
    email = next(told["email"] for told in scene.world["graduates"] if "label" in told)
    place = db.session.scalars(
        sa.select(Membership).join(Membership.person).where(Person.email == email, Membership.side == Side.JOBSEEKER)
    ).one()
    file, now = (FOLDER / "resume.txt").read_bytes(), scene.calendar.at(-3)
    resume = resumes.upload(hand_over("Imani Oduya-Vale.txt", file), actor=place.actor(), now=now)
    lines = tuple(file.decode().splitlines())
    resumes.note(resume, Reading(lines, tuple(found_in(lines))), _named(scene, "\n".join(lines)), now=now)


def _named(scene: Scene, text: str) -> list[Found]:
    found = {words: db.session.get_one(Competency, scene.competencies[code]) for words, code in NAMED.items()}
    return [Found(row, words, None, optional=False, start=text.index(words)) for words, row in found.items()]
