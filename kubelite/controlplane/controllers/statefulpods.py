"""Who the Pods of a StatefulSet are, and which of them comes or goes next: pure functions.

Source of the rules: ``pkg/controller/statefulset/{stateful_set_control,stateful_set_utils}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from kubelite.client import Manifest
from kubelite.controlplane.controllers.controllerrevisions import REVISION_LABEL
from kubelite.controlplane.controllers.podcontrol import pod_from_template
from kubelite.objects import Pod, StatefulSet
from kubelite.rules.podstate import is_available, is_finished, is_ready, is_terminating

POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
POD_INDEX_LABEL = "apps.kubernetes.io/pod-index"


class Create(NamedTuple):
    """Make the Pod with this number."""

    ordinal: int


class Delete(NamedTuple):
    """Delete this Pod."""

    pod: Pod


Step = Create | Delete
Pods = Mapping[int, Pod]


def ordinal_of(sts: StatefulSet, name: str) -> int | None:
    """The number in the ``name`` of a Pod; ``None`` when it is no name of a Pod of this StatefulSet."""
    parent, _, number = name.rpartition("-")
    return int(number) if parent == sts.metadata.name and number.isdecimal() else None


def wanted_ordinals(sts: StatefulSet) -> range:
    """The numbers that there should be."""
    start = sts.spec.ordinals.start if sts.spec.ordinals else 0
    return range(start, start + sts.spec.replicas)


def partition(sts: StatefulSet) -> int:
    """An update replaces no Pod with a lower number."""
    strategy = sts.spec.update_strategy
    return wanted_ordinals(sts).start + (strategy.rolling_update.partition if strategy.rolling_update else 0)


def keeps_version(sts: StatefulSet, ordinal: int) -> bool:
    """Whether the Pod with this number, if it has to be made again, gets the version from before the update.

    Where the strategy is named but has no ``rollingUpdate`` to say where it ends, those do that the update has not
    reached, as far as their number tells.
    """
    strategy = sts.spec.update_strategy
    if strategy.type != "RollingUpdate" or strategy.rolling_update is not None:
        return strategy.type == "RollingUpdate" and ordinal < partition(sts)
    return ordinal < wanted_ordinals(sts).start + sts.status.current_replicas


def next_steps(sts: StatefulSet, pods: Pods, update: str, now: datetime) -> list[Step]:
    """What to do now, with ``pods`` by their numbers and ``update`` as the hash of the newest template.

    In order, one Pod at a time: a Pod is made when those before it are available, and deleted when those after it are
    gone. ``Parallel`` makes and deletes without waiting; updates are one at a time all the same.
    """
    one_by_one = sts.spec.pod_management_policy != "Parallel"
    steps: list[Step] = []
    for step in (*_replacements(sts, pods, now, one_by_one), *_removals(sts, pods, now, one_by_one)):
        if step is not None:
            steps.append(step)
        if one_by_one:
            return steps
    return steps or _updates(sts, pods, update, now)


def _replacements(sts: StatefulSet, pods: Pods, now: datetime, one_by_one: bool) -> Iterable[Step | None]:
    """Missing Pods are made, failed ones deleted, to be made again; ``None`` stands for waiting."""
    for ordinal in wanted_ordinals(sts):
        pod = pods.get(ordinal)
        if pod is None:
            yield Create(ordinal)
        elif is_finished(pod) and not is_terminating(pod):
            yield Delete(pod)
        elif one_by_one and not _is_healthy(sts, pod, now):
            yield None


def _removals(sts: StatefulSet, pods: Pods, now: datetime, one_by_one: bool) -> Iterable[Step | None]:
    """Pods that are too many go, the highest number first; it waits for those below it to be healthy."""
    surplus = sorted((ordinal for ordinal in pods if ordinal not in wanted_ordinals(sts)), reverse=True)
    sick = [ordinal for ordinal in surplus if not _is_healthy(sts, pods[ordinal], now)]
    for ordinal in surplus:
        pod = pods[ordinal]
        if is_terminating(pod) or (one_by_one and sick and sick[-1] < ordinal and ordinal in sick):
            yield None
        else:
            yield Delete(pod)


def _updates(sts: StatefulSet, pods: Pods, update: str, now: datetime) -> list[Step]:
    """From the highest number downwards: the first Pod of another template goes, if all above it are healthy."""
    if sts.spec.update_strategy.type != "RollingUpdate":
        return []
    for ordinal in reversed([each for each in wanted_ordinals(sts) if each >= partition(sts)]):
        pod = pods.get(ordinal)
        if pod is not None and revision_hash(pod) != update and not is_terminating(pod):
            return [Delete(pod)]
        if pod is None or not _is_healthy(sts, pod, now):
            return []
    return []


def revision_hash(pod: Pod) -> str:
    """The hash of the template from which ``pod`` was made."""
    return pod.metadata.labels.get(REVISION_LABEL, "")


def runs_and_is_ready(pod: Pod) -> bool:
    """Whether ``pod`` counts as ready."""
    return pod.status.phase == "Running" and is_ready(pod)


def _is_healthy(sts: StatefulSet, pod: Pod, now: datetime) -> bool:
    if is_terminating(pod) or not runs_and_is_ready(pod):
        return False
    return is_available(pod, sts.spec.min_ready_seconds, now)


def pod_manifest(sts: StatefulSet, template: Manifest, ordinal: int, hash: str, claims: Iterable[Manifest]) -> Manifest:
    """The Pod with the number ``ordinal``: its name, its host name, and its own claims as volumes."""
    name = f"{sts.metadata.name}-{ordinal}"
    manifest = pod_from_template(sts, template)
    metadata: dict[str, Any] = manifest["metadata"]
    del metadata["generateName"]
    own = {POD_NAME_LABEL: name, POD_INDEX_LABEL: str(ordinal), REVISION_LABEL: hash}
    metadata |= {"name": name, "labels": {**metadata.get("labels", {}), **own}}
    spec = {**manifest["spec"], "hostname": name, "subdomain": sts.spec.service_name}
    mine = {claim["metadata"]["name"]: claim_name(claim, name) for claim in claims}
    volumes = [volume for volume in spec.get("volumes", []) if volume["name"] not in mine]
    volumes += [{"name": each, "persistentVolumeClaim": {"claimName": claim}} for each, claim in mine.items()]
    return {**manifest, "spec": {**spec, **({"volumes": volumes} if volumes else {})}}


def claim_name(claim: Manifest, pod: str) -> str:
    """What the claim of a template is called for one Pod: ``data-db-0``. It stays when the Pod goes."""
    return f"{claim['metadata']['name']}-{pod}"


def claim_manifest(sts: StatefulSet, claim: Manifest, pod: str) -> Manifest:
    """The claim of one Pod, from a template in ``volumeClaimTemplates``."""
    metadata = claim["metadata"]
    labels = {**metadata.get("labels", {}), **sts.spec.selector.match_labels}
    metadata = {"name": claim_name(claim, pod), "namespace": sts.metadata.namespace, "labels": labels}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": claim["spec"]}
