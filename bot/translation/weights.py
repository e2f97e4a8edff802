"""What did the model learn? Opens the weights file, which stays on the disk."""

from __future__ import annotations

import mmap
from pathlib import Path

from bot.configuration.paths import WEIGHTS
from flows.engine.understanding.model.classifier import Classifier
from flows.engine.understanding.model.weights import MEND, Weights, WeightsFault


def load_classifier(path: Path = WEIGHTS) -> Classifier:
    """The model that is shipped; raises WeightsFault with the file and the mend."""
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        classifier = Classifier(Weights.read(content))
        if hasattr(mmap, "MADV_DONTNEED"):
            # It was read whole for its checksum; from now on only rows that messages touch are.
            content.madvise(mmap.MADV_DONTNEED)
        return classifier
    except (OSError, ValueError) as error:
        raise WeightsFault(f"{path}: cannot be read ({error}): {MEND}") from error
    except WeightsFault as fault:
        raise WeightsFault(f"{path}: {fault}") from fault
