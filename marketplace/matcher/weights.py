"""The numbers of the weighing that ship with the matcher, and where they come from.

LABEL was fitted on the labels of a public vocabulary of fourteen thousand competencies (ESCO, European Commission),
each held out of the index it was looked up in, as written and distorted, under the condition that no likeness ever
counts against a candidate; a vocabulary with enough labels of its own is fitted freely when it is built. POSTING
and its calibration were fitted on the development part of a public benchmark of annotated job advertisements
(Decorte et al., CC BY 4.0). Nobody's confirmed mappings of résumés exist yet: `resume` takes what `posting` takes.
"""

import numpy as np

from marketplace.matcher.features import BENDING, BENDS, NAMES
from marketplace.matcher.tables import Array

SOURCES = ("label", "posting", "resume")
#: What `source` is calibrated by.
CALIBRATED_AS = {"label": "label", "posting": "posting", "resume": "posting"}

#: A slope for each number, and what is added to it beyond each bend (`features.BENDS`).
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
    "pieces": 1.41, "stems": 1.95, "told": 0.53, "kin": -2.62, "meaning": 2.85, "jaccard": 0.48,
    "pieces in label": 0.99, "pieces in text": 1.59, "stem f1": 0.82, "label covered": 2.66, "text covered": -4.26,
    "stems equal": 0.93, "soft label": 2.31, "soft text": -0.39, "soft f1": 1.86, "length": 0.67, "weakest": -0.76,
    "same f1": 1.32, "same text": -0.07, "blend": -1.47, "any soft": 0.6, "any hard": -0.19, "any weakest": 1.29,
    "ratio": 0.91, "ordered ratio": 1.55, "jaro": 0.13, "preferred": 1.15, "labels": -0.49, "pieces gap": 0.91,
    "stems gap": 1.12, "meaning gap": 2.38, "blend gap": -0.74, "same f1 gap": 0.48, "soft f1 gap": 1.69,
    "jaccard gap": 0.23, "any soft gap": 0.4, "soft text gap": -0.44, "ratio gap": 0.64, "ordered ratio gap": 0.96,
    "told gap": 0.35, "pieces in text gap": 1.12, "pieces in label gap": 0.93,
}  # fmt: skip

#: Intercept, slope of the log odds, slope of the best likeness, of unknown words, of the count of words.
CALIBRATION: dict[str, tuple[float, float, float, float, float]] = {
    "label": (-0.8, 0.519, 0.775, 0.336, -0.409),
    "posting": (-2.2, 0.415, 1.03, 0.0, 0.396),
}
#: How often a name found by its key is right, by whether it is the preferred label.
KEYED: dict[str, dict[str, tuple[float, float]]] = {
    "label": {"exact": (0.99, 0.99), "stem": (0.96, 0.96), "acronym": (0.96, 0.96), "initials": (0.5, 0.5)},
    "posting": {"exact": (0.96, 0.88), "stem": (0.9, 0.8), "acronym": (0.85, 0.8), "initials": (0.3, 0.3)},
}
#: Of several concepts with one name, the only one that has it for its preferred label is meant so often.
PREFERRED_IS_MEANT = 0.8


def label() -> Array:
    """The weights of typed names, in the order that `features.bent` gives its numbers."""
    rows = [LABEL.get(name, (0.0,) * 4) for name in NAMES]
    bends = [row[1 + bend] for bend in range(len(BENDS)) for row in rows[:BENDING]]
    return np.array([*(row[0] for row in rows), *bends])


def posting() -> Array:
    """The weights of words in advertisements, in the order of the features."""
    return np.array([POSTING.get(name, 0.0) for name in NAMES])
