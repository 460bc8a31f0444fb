"""Manifests: what a user writes. Reading them, and applying them through a Client."""

from kubelite.manifests.applying import Applied, ApplyError, apply
from kubelite.manifests.reading import ManifestError, Source, read

__all__ = ["Applied", "ApplyError", "ManifestError", "Source", "apply", "read"]
