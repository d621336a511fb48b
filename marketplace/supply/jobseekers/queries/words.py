"""What levels, experiences, evidence and stages are called."""

from flask_babel import lazy_gettext as _

from marketplace.supply.jobseekers.models import ClaimStage, EvidenceKind, ExperienceKind

#: A level is what somebody does, not a grade.
LEVELS = {
    1: _("With guidance"),
    2: _("Alone on routine tasks"),
    3: _("Alone on new tasks"),
    4: _("Guides others"),
}
SHOWN_LEVELS = {0: _("Not shown yet")} | LEVELS
EXPERIENCE_KINDS = {
    ExperienceKind.PAID: _("Paid work"),
    ExperienceKind.VOLUNTEER: _("Volunteering"),
    ExperienceKind.CARE: _("Caring for somebody"),
    ExperienceKind.MILITARY: _("Military service"),
    ExperienceKind.SELF_EMPLOYED: _("Own business"),
}
EVIDENCE_KINDS = {
    EvidenceKind.EXPERIENCE: _("From an experience"),
    EvidenceKind.STORY: _("A story"),
    EvidenceKind.LINK: _("A link"),
    EvidenceKind.FILE: _("A file"),
    EvidenceKind.ASSESSMENT: _("Seen in the program"),
    EvidenceKind.OBSERVATION: _("Seen by a hiring partner in the training"),
}
RINGS = {
    ClaimStage.CLAIMED: "declared",
    ClaimStage.EVIDENCE_LINKED: "evidenced",
    ClaimStage.WAITING_REVIEW: "evidenced",
    ClaimStage.IN_REVIEW: "evidenced",
    ClaimStage.DEMONSTRATED: "verified",
    ClaimStage.NOT_DEMONSTRATED: "",  # “not shown yet” says it; a verified ring beside it would confuse
    ClaimStage.EXPIRED: "declared",
}
#: Why evidence does not show a competency yet, as its person reads it.
NOT_SHOWN_BECAUSE = {
    "too_little": _("There is too little to tell from"),
    "something_else": _("It shows something else"),
    "long_ago": _("It is long ago"),
    "not_yet": _("It does not show it done yet"),
}
