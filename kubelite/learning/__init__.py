"""What a notebook says to its learner: predictions, hints, progress, and the parts that they have written."""

from kubelite.learning.hints import hint
from kubelite.learning.ownparts import my_parts, use_my_parts
from kubelite.learning.parts import NoPart, load_part, save_part
from kubelite.learning.predictions import Prediction, predict
from kubelite.learning.standing import progress

__all__ = [
    *("NoPart", "Prediction", "hint", "load_part", "my_parts", "predict", "progress", "save_part", "use_my_parts"),
]
