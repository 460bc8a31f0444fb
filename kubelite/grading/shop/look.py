"""A look at the manifests of a shop: a function that gives back the story of what went wrong, or an empty text."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from kubelite.grading.shop.deployed import ShopError
from kubelite.manifests import ManifestError
from kubelite.objects.errors import APIError

Look = Callable[[Any], str]


def told(look: Look) -> Look:
    """A look that tells the error when manifests cannot be read, are refused, or never become a shop."""

    @wraps(look)
    def telling(manifests: Any) -> str:
        try:
            return look(manifests)
        except ManifestError as error:
            return f"These manifests cannot be read. {error}"
        except APIError as error:
            return f"The API server refuses these manifests.\n{error}"
        except ShopError as error:
            return str(error)

    return telling
