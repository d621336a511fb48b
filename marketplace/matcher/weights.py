"""The numbers of the weighing that ship with the matcher, and where they come from.

LABEL was fitted on the labels of a public vocabulary of fourteen thousand competencies (ESCO, European
Commission), each held out of the index it was looked up in, as written and distorted; a vocabulary with
enough labels of its own replaces it when it is built. POSTING and its calibration were fitted, starting
from LABEL, on the development part of a public benchmark of annotated job advertisements (Decorte et al.,
CC BY 4.0). Nobody's confirmed mappings of résumés exist yet: `resume` takes what `posting` takes.
"""

import numpy as np

from marketplace.matcher.features import NAMES
from marketplace.matcher.tables import Array

SOURCES = ("label", "posting", "resume")
#: What `source` is calibrated by.
CALIBRATED_AS = {"label": "label", "posting": "posting", "resume": "posting"}

LABEL: dict[str, float] = {
    "pieces": 2.19, "stems": 1.54, "told": 1.73, "kin": -0.65, "meaning": 1.64,
    "jaccard": 1.11, "pieces in label": 2.51, "pieces in text": 2.51, "stem f1": 0.29, "label covered": 0.89,
    "text covered": -2.15, "stems equal": -1.25, "soft label": 0.08, "soft text": 5.18, "soft f1": 3.38,
    "length": 2.83, "blend": -1.36, "ratio": 4.15, "ordered ratio": 2.42, "jaro": -0.29, "preferred": 0.35,
    "labels": -1.06, "pieces gap": 1.39, "stems gap": 0.92, "meaning gap": 1.49, "blend gap": -0.75,
    "soft gap": 2.83, "jaccard gap": 0.41,
}  # fmt: skip
POSTING: dict[str, float] = LABEL

#: Intercept, slope of the log odds, slope of the best likeness, of unknown words, of the count of words.
CALIBRATION: dict[str, tuple[float, float, float, float, float]] = {
    "label": (0.0, 1.0, 0.0, 0.0, 0.0),
    "posting": (-1.0, 0.7, 0.0, 0.0, 0.0),
}
#: How often a name found by its key is right.
KEYED: dict[str, dict[str, float]] = {
    "label": {"exact": 0.99, "stem": 0.96, "acronym": 0.96, "initials": 0.5},
    "posting": {"exact": 0.9, "stem": 0.82, "acronym": 0.8, "initials": 0.3},
}


def column(weights: dict[str, float]) -> Array:
    """The weights in the order of the features."""
    return np.array([weights[name] for name in NAMES])
