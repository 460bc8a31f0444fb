"""The group ``coordination.k8s.io/v1``: Lease."""

from __future__ import annotations

from datetime import datetime

from kubelite.objects.meta import Object, View


class LeaseSpec(View, frozen=True):
    """Who holds the lease, for how many seconds, and when it was last renewed."""

    holder_identity: str = ""
    lease_duration_seconds: int = 0
    acquire_time: datetime | None = None
    renew_time: datetime | None = None


class Lease(Object, frozen=True):
    """A sign of life."""

    spec: LeaseSpec = LeaseSpec()
