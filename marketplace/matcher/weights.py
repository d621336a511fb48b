"""The numbers of the weighing that ship with the matcher, and where they come from.

LABEL was fitted on the labels of a public vocabulary of fourteen thousand competencies (ESCO, European
Commission), each held out of the index it was looked up in, as written and distorted; a vocabulary with
enough labels of its own replaces it when it is built. POSTING and its calibration were fitted, starting
from LABEL, on the development part of a public benchmark of annotated job advertisements (Decorte et al.,
CC BY 4.0). Nobody's confirmed mappings of résumés exist yet: `resume` takes what `posting` takes.
"""

import numpy as np

from marketplace.matcher.features import BENDING, BENDS, NAMES
from marketplace.matcher.tables import Array

SOURCES = ("label", "posting", "resume")
#: What `source` is calibrated by.
CALIBRATED_AS = {"label": "label", "posting": "posting", "resume": "posting"}

#: A slope for each number, and what is added to it beyond each bend (`features.BENDS`).
LABEL: dict[str, tuple[float, ...]] = {
    "pieces": (2.47, -0.56, 3.54, -48.56), "stems": (2.78, -2.41, -5.93, -1.21), "told": (0.78, 6.08, 2.69, 33.75),
    "kin": (-2.13, 1.92, -5.35, 22.63), "meaning": (2.45, -0.03, -1.16, 10.41),
    "jaccard": (6.02, -0.19, -2.29, -20.07), "pieces in label": (1.85, -3.01, 1.49, -2.93),
    "pieces in text": (-0.3, 0.85, 0.76, -0.63), "stem f1": (-1.52, 1.45, -0.24, 14.98),
    "label covered": (0.52, 4.0, -1.84, -29.69), "text covered": (-0.87, 1.13, -0.89, -3.48),
    "stems equal": (-0.04, -0.08, -0.16, -0.4), "soft label": (-0.43, 0.14, -0.57, 16.09),
    "soft text": (0.3, -1.23, 1.28, 1.97), "soft f1": (2.22, 2.08, 2.91, 6.01), "length": (4.12, 0.33, -4.11, 5.98),
    "weakest": (1.13, -2.34, -6.71, 4.01), "blend": (-1.88, -1.23, 2.19, -1.45),
    "any soft": (1.44, 1.52, -6.08, -1.05), "any hard": (-1.12, 3.65, 4.28, -16.96),
    "any weakest": (1.36, -0.36, 0.27, 10.89), "ratio": (2.46, 1.31, -2.59, -15.49),
    "ordered ratio": (-2.13, 2.2, 3.3, 10.53), "jaro": (2.68, -0.96, -1.13, -11.87),
    "preferred": (0.09, 0.17, 0.35, 0.89), "labels": (-1.2,), "pieces gap": (1.6,), "stems gap": (1.69,),
    "meaning gap": (2.24,), "blend gap": (-1.06,), "soft f1 gap": (1.87,), "jaccard gap": (2.3,),
    "any soft gap": (1.27,), "soft text gap": (0.27,), "ratio gap": (1.54,), "ordered ratio gap": (-1.37,),
    "told gap": (0.43,), "pieces in text gap": (-0.21,), "pieces in label gap": (1.57,),
}  # fmt: skip
POSTING: dict[str, float] = {
    "pieces": 1.62, "stems": 1.93, "told": 0.47, "kin": -2.75, "meaning": 2.96, "jaccard": 0.79,
    "pieces in label": 1.19, "pieces in text": 1.7, "stem f1": 0.94, "label covered": 2.71, "text covered": -3.84,
    "stems equal": 0.97, "soft label": 2.02, "soft text": -0.59, "soft f1": 2.23, "length": 0.75, "weakest": -0.78,
    "blend": -1.39, "any soft": 0.55, "any hard": -0.1, "any weakest": 1.23, "ratio": 1.06, "ordered ratio": 1.4,
    "jaro": -0.24, "preferred": 1.19, "labels": -0.47, "pieces gap": 1.05, "stems gap": 1.11, "meaning gap": 2.47,
    "blend gap": -0.73, "soft f1 gap": 1.98, "jaccard gap": 0.28, "any soft gap": 0.33, "soft text gap": -0.64,
    "ratio gap": 0.73, "ordered ratio gap": 0.88, "told gap": 0.32, "pieces in text gap": 1.23,
    "pieces in label gap": 1.04,
}  # fmt: skip

#: Intercept, slope of the log odds, slope of the best likeness, of unknown words, of the count of words.
CALIBRATION: dict[str, tuple[float, float, float, float, float]] = {
    "label": (-0.8, 0.519, 0.775, 0.336, -0.409),
    "posting": (-2.32, 0.429, 1.1, 0.0, 0.461),
}
#: How often a name found by its key is right.
KEYED: dict[str, dict[str, float]] = {
    "label": {"exact": 0.99, "stem": 0.96, "acronym": 0.96, "initials": 0.5},
    "posting": {"exact": 0.9, "stem": 0.82, "acronym": 0.8, "initials": 0.3},
}


def label() -> Array:
    """The weights of typed names, in the order that `features.bent` gives its numbers."""
    rows = [LABEL.get(name, (0.0,) * 4) for name in NAMES]
    bends = [row[1 + bend] for bend in range(len(BENDS)) for row in rows[:BENDING]]
    return np.array([*(row[0] for row in rows), *bends])


def posting() -> Array:
    """The weights of words in advertisements, in the order of the features."""
    return np.array([POSTING.get(name, 0.0) for name in NAMES])
