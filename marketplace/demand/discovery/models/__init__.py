"""Discovery: the guide, the session, the answers as they were heard, and the insights coded from quotes."""

from marketplace.demand.discovery.models.guides import GuideProbe, GuideQuestion, InterviewGuide
from marketplace.demand.discovery.models.heard import HeardNotice, HeardReply, Reply
from marketplace.demand.discovery.models.insights import Insight, InsightCoding, InsightKind
from marketplace.demand.discovery.models.notes import Answer, AnswerRevision, Aside, QuoteMark, TopicTime
from marketplace.demand.discovery.models.probes import (
    Contradiction,
    ProbeCompetency,
    ProbeFinding,
    ProbeStage,
    RequirementProbe,
    RequirementProbeChange,
    Verdict,
)
from marketplace.demand.discovery.models.sessions import (
    DiscoverySession,
    DiscoverySessionChange,
    SessionInterviewee,
    SessionInterviewer,
    SessionSlot,
    SessionStage,
)
from marketplace.demand.discovery.models.themes import Theme, ThemeChange, ThemeStep

__all__ = [
    "Answer",
    "AnswerRevision",
    "Aside",
    "Contradiction",
    "DiscoverySession",
    "DiscoverySessionChange",
    "GuideProbe",
    "GuideQuestion",
    "HeardNotice",
    "HeardReply",
    "Insight",
    "InsightCoding",
    "InsightKind",
    "InterviewGuide",
    "ProbeCompetency",
    "ProbeFinding",
    "ProbeStage",
    "QuoteMark",
    "Reply",
    "RequirementProbe",
    "RequirementProbeChange",
    "SessionInterviewee",
    "SessionInterviewer",
    "SessionSlot",
    "SessionStage",
    "Theme",
    "ThemeChange",
    "ThemeStep",
    "TopicTime",
    "Verdict",
]
