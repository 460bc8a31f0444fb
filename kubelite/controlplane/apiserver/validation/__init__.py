"""Validation: what is wrong with an object, in Kubernetes' own words and order.

``validate`` for a new object, ``validate_update`` for a change, ``warnings`` for what is allowed but unwise. The
objects are plain JSON after decoding, pruning and defaulting. One module an area; ``rules`` says which belongs to
which kind.
"""

from kubelite.controlplane.apiserver.validation.advice import warnings
from kubelite.controlplane.apiserver.validation.rules import validate, validate_update

__all__ = ["validate", "validate_update", "warnings"]
