"""The numbers of the weighing that ship with the matcher, and where they come from.

LABEL was fitted on the labels of a public vocabulary of fourteen thousand competencies (ESCO, European Commission),
each held out of the index it was looked up in, as written and distorted, under the condition that no likeness ever
counts against a candidate; a vocabulary with enough labels of its own is fitted freely when it is built. POSTING
and its calibration were fitted on the development part of a public benchmark of annotated job advertisements
(Decorte et al., CC BY 4.0). Nobody's confirmed mappings of résumés exist yet: `resume` takes what `posting` takes.
"""

import numpy as np

from marketplace.matcher import compared
from marketplace.matcher.features import BENDING, BENDS, NAMES
from marketplace.matcher.tables import Array

SOURCES = ("label", "posting", "resume")
#: What `source` is calibrated by.
CALIBRATED_AS = {"label": "label", "posting": "posting", "resume": "posting"}

#: A slope for each number, and what is added to it beyond each bend (`features.BENDS`).
LABEL: dict[str, tuple[float, ...]] = {
    "pieces": (4.91, -0.58, -4.32, 0.0), "stems": (0.9, -0.29, -0.61, 0.0), "told": (0.78, 6.19, 3.66, -0.97),
    "kin": (0.0, 0.0, 0.0, 15.79), "meaning": (2.35, 0.32, -1.91, 3.8), "jaccard": (1.92, -0.05, -1.86, 0.0),
    "pieces in label": (2.34, -0.35, -1.99, 0.0), "pieces in text": (0.0, 0.0, 0.0, 0.0),
    "stem f1": (0.0, 0.0, 0.0, 0.0), "label covered": (0.0, 2.31, -2.31, 0.0), "text covered": (0.0, 0.0, 0.0, 0.0),
    "stems equal": (0.0, 0.0, 0.0, 0.0), "soft label": (0.0, 0.81, -0.1, -0.72),
    "soft text": (0.0, 0.53, -0.53, 0.0), "soft f1": (0.0, 0.0, 2.51, -2.51), "length": (7.05, -3.84, -1.54, 3.35),
    "weakest": (0.0, 0.0, 0.0, 0.0), "same f1": (0.31, -0.31, 0.0, 0.0), "same text": (0.0, 0.0, 0.0, 0.0),
    "blend": (0.0, 0.0, 3.03, -3.03), "any soft": (1.39, 2.77, -4.17, 0.0), "any hard": (0.0, 2.61, -2.61, 0.0),
    "any weakest": (2.46, -2.46, 0.0, 0.0), "ratio": (2.53, 2.88, -5.42, 0.0),
    "ordered ratio": (0.0, 0.0, 2.07, -2.07), "jaro": (19.6, -17.82, -1.78, 0.0),
    "preferred": (0.21, 0.21, 0.27, 0.34), "labels": (-1.22,), "pieces gap": (0.0,), "stems gap": (0.0,),
    "meaning gap": (1.46,), "blend gap": (0.0,), "same f1 gap": (0.0,), "soft f1 gap": (0.0,), "jaccard gap": (0.0,),
    "any soft gap": (0.0,), "soft text gap": (0.0,), "ratio gap": (0.0,), "ordered ratio gap": (0.0,),
    "told gap": (0.44,), "pieces in text gap": (0.0,), "pieces in label gap": (0.0,),
}  # fmt: skip
POSTING: dict[str, float] = {
    "pieces": 1.34, "stems": -0.07, "told": 0.19, "kin": -0.98, "meaning": 2.51, "jaccard": -0.64,
    "pieces in label": -0.1, "pieces in text": 0.18, "stem f1": -2.55, "label covered": -0.7, "text covered": -1.99,
    "stems equal": 1.17, "soft label": 3.56, "soft text": -0.32, "soft f1": -1.2, "length": 0.31, "weakest": 0.11,
    "same f1": -0.41, "same text": -0.37, "blend": -0.44, "any soft": -0.07, "any hard": 0.38, "any weakest": 0.71,
    "swap label": 2.85, "swap text": 0.56, "swap f1": 1.32, "any swap": -0.4, "preferred": 1.15, "ratio": -0.38,
    "ordered ratio": 1.27, "jaro": -0.41, "edits": 1.11, "joined": -1.49, "few edits": -1.95, "in order": 1.15,
    "typed label": 1.75, "typed text": 0.99, "typed f1": 1.01, "labels": -0.28, "pieces gap": 1.27,
    "stems gap": 0.35, "meaning gap": 2.2, "blend gap": 0.29, "same f1 gap": 0.24, "soft f1 gap": -0.88,
    "jaccard gap": 0.43, "any soft gap": -0.44, "soft text gap": -0.73, "ratio gap": 0.04, "ordered ratio gap": 1.18,
    "told gap": 0.59, "pieces in text gap": 0.16, "pieces in label gap": 0.15, "edits gap": 1.06,
    "joined gap": -0.31, "typed f1 gap": 1.01, "typed text gap": 0.99, "kin gap": 0.08, "swap f1 gap": 1.18,
    "swap text gap": 0.6, "any swap gap": -0.26, "few edits gap": 0.74, "in order gap": 1.06,
}  # fmt: skip

#: Intercept, slope of the log odds, slope of the best likeness, of unknown words, of the count of words.
CALIBRATION: dict[str, tuple[float, float, float, float, float]] = {
    "label": (-0.8, 0.519, 0.775, 0.336, -0.409),
    "posting": (-2.156, 0.467, 1.367, -0.179, 0.471),
}
#: How often a name found by its key is right, by whether it is the preferred label.
KEYED: dict[str, dict[str, tuple[float, float]]] = {
    "label": {"exact": (0.99, 0.99), "stem": (0.96, 0.96), "acronym": (0.96, 0.96), "initials": (0.5, 0.5)},
    "posting": {"exact": (0.96, 0.88), "stem": (0.9, 0.8), "acronym": (0.85, 0.8), "initials": (0.3, 0.3)},
}
#: Of several concepts with one name, the only one that has it for its preferred label is meant so often.
PREFERRED_IS_MEANT = 0.8


#: What is known of a candidate before its letters are looked at: enough to leave most out.
FIRST: dict[str, float] = {
    "pieces": 3.6, "stems": 1.1, "told": 1.2, "kin": -2.4, "meaning": 4.8, "jaccard": 4.3, "pieces in label": 3.6,
    "pieces in text": 2.8, "stem f1": 0.7, "label covered": -3.3, "text covered": -7.1, "stems equal": -1.2,
    "soft label": -1.7, "soft text": -1.0, "soft f1": 5.0, "length": 3.5, "weakest": -1.0, "same f1": -1.4,
    "same text": 0.4, "blend": -3.1, "any soft": 1.9, "any hard": -2.2, "any weakest": 1.1, "swap label": 3.8,
    "swap text": 1.9, "swap f1": 10.1, "any swap": 5.2, "preferred": 0.3, "labels": -1.2,
}  # fmt: skip


def first() -> Array:
    """The weights of what `compared` tells, in its order."""
    return np.array([FIRST.get(name, 0.0) for name in compared.NAMES])


def label() -> Array:
    """The weights of typed names, in the order that `features.bent` gives its numbers."""
    rows = [LABEL.get(name, (0.0,) * 4) for name in NAMES]
    bends = [row[1 + bend] for bend in range(len(BENDS)) for row in rows[:BENDING]]
    return np.array([*(row[0] for row in rows), *bends])


def posting() -> Array:
    """The weights of words in advertisements, in the order of the features."""
    return np.array([POSTING.get(name, 0.0) for name in NAMES])
