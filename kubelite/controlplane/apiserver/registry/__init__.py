"""What the API server itself writes into an object before it is stored: names, times, generations, addresses, empty
status.

Source: ``pkg/registry/*/strategy.go`` and ``staging/src/k8s.io/apiserver/pkg/registry/rest``.
"""

from kubelite.controlplane.apiserver.registry.metadata import fill_metadata, keep_metadata, random_uid
from kubelite.controlplane.apiserver.registry.strategy import (
    CREATED_BY_UPDATE,
    finish_create,
    prepare_create,
    prepare_status_update,
    prepare_update,
)

__all__ = [
    "CREATED_BY_UPDATE",
    "fill_metadata",
    "finish_create",
    "keep_metadata",
    "prepare_create",
    "prepare_status_update",
    "prepare_update",
    "random_uid",
]
