"""Revisions: the history of a Deployment, which its ReplicaSets carry as annotations.

Source of the rules: ``pkg/controller/deployment/util/deployment_util.go`` and
``staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollback.go``.
"""

from __future__ import annotations

from collections.abc import Iterable

from kubelite.objects import Deployment, Object, ReplicaSet
from kubelite.objects.errors import BadRequest, NotFound

REVISION = "deployment.kubernetes.io/revision"
REVISION_HISTORY = "deployment.kubernetes.io/revision-history"


def revision_of(obj: Object) -> int:
    """The revision that an annotation names; 0 without one."""
    text = obj.metadata.annotations.get(REVISION, "")
    return int(text) if text.isdecimal() else 0


def next_revision(old: Iterable[ReplicaSet]) -> int:
    """The revision of the present template: one more than all ``old`` ReplicaSets have."""
    return max(map(revision_of, old), default=0) + 1


def to_roll_back_to(deployment: Deployment, replica_sets: Iterable[ReplicaSet], revision: int = 0) -> ReplicaSet:
    """The ReplicaSet whose template ``kubectl rollout undo`` copies: that of ``revision``, or (0) of the one before.

    ``NotFound`` when there is none, ``BadRequest`` while the Deployment is paused.
    """
    history = sorted((rs for rs in replica_sets if revision_of(rs)), key=revision_of)
    if revision:
        found = next((rs for rs in history if revision_of(rs) == revision), None)
        if found is None:
            raise NotFound(f"unable to find specified revision {revision} in history")
    elif len(history) < 2:
        raise NotFound(f'no rollout history found for deployment "{deployment.metadata.name}"')
    else:
        found = history[-2]
    if deployment.spec.paused:
        how = "resume it first with 'kubectl rollout resume' and try again"
        raise BadRequest(f"you cannot rollback a paused deployment; {how}")
    return found
