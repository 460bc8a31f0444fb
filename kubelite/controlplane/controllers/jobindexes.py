"""The indexes of an Indexed Job: which Pod does which part of the work, and how sets of indexes are written.

Source of the rules: ``pkg/controller/job/{indexed_job_utils,success_policy}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kubelite.client import Manifest
from kubelite.objects import Job, Pod

INDEX = "batch.kubernetes.io/job-completion-index"
FAILURES = "batch.kubernetes.io/job-index-failure-count"
IGNORED = "batch.kubernetes.io/job-index-ignored-failure-count"


def is_indexed(job: Job) -> bool:
    """Whether every Pod of ``job`` has a part of the work of its own."""
    return job.spec.completion_mode == "Indexed"


def index_of(pod: Pod) -> int | None:
    """The part of the work that ``pod`` does."""
    text = pod.metadata.annotations.get(INDEX, "")
    return int(text) if text.isdecimal() else None


def is_valid(job: Job, index: int | None) -> bool:
    """Whether ``job`` has such a part; it may have got fewer since a Pod was made."""
    return index is not None and index < (job.spec.completions or 0)


def failures_of(pod: Pod) -> tuple[int, int]:
    """How often its index had failed before ``pod`` was made: what counts, and what the policy ignores."""
    texts = [pod.metadata.annotations.get(name, "") for name in (FAILURES, IGNORED)]
    counted, ignored = (int(text) if text.isdecimal() else 0 for text in texts)
    return counted, ignored


def surplus(job: Job, active: Sequence[Pod]) -> list[Pod]:
    """Of ``active`` Pods, the first to go in front: those of no valid index, and all but the last of each index."""
    last = {index_of(pod): pod for pod in active if is_valid(job, index_of(pod))}
    return [pod for pod in active if last.get(index_of(pod)) is not pod]


def written(indexes: Iterable[int]) -> str:
    """``indexes`` as a status shows them: two neighbours as ``0,1``, more of them as ``0-2``."""
    runs: list[list[int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)


def read(text: str) -> set[int]:
    """The indexes in a text such as ``0-2,5``."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def matched_rule(job: Job, succeeded: set[int]) -> int | None:
    """The number of the first rule of the success policy that holds; ``None`` when none does."""
    for number, rule in enumerate(job.spec.success_policy.rules if job.spec.success_policy else ()):
        wanted = read(rule.succeeded_indexes) if rule.succeeded_indexes else set(range(job.spec.completions or 0))
        enough = len(wanted) if rule.succeeded_count is None else rule.succeeded_count
        if len(wanted & succeeded) >= enough:
            return number
    return None


def free_indexes(job: Job, taken: set[int | None]) -> list[int]:
    """The indexes for which there is nothing yet, the lowest first."""
    return [index for index in range(job.spec.completions or 0) if index not in taken]


def template_for(job: Job, template: Manifest, index: int, failures: tuple[int, int]) -> Manifest:
    """The pod ``template`` for one ``index``, with its ``failures`` so far: what counts, and what is ignored."""
    metadata, spec = template.get("metadata", {}), template["spec"]
    annotations = {**metadata.get("annotations", {}), INDEX: str(index)}
    if job.spec.backoff_limit_per_index is not None:
        counted, ignored = failures
        annotations |= {FAILURES: str(counted)} | ({IGNORED: str(ignored)} if ignored else {})
    labels = {**metadata.get("labels", {}), INDEX: str(index)}
    kinds = [kind for kind in ("initContainers", "containers") if kind in spec]
    containers = {kind: [_told(each) for each in spec[kind]] for kind in kinds}
    named = {"hostname": f"{job.metadata.name}-{index}"}
    return {
        **template,
        "metadata": {**metadata, "annotations": annotations, "labels": labels},
        "spec": {**named, **spec, **containers},
    }


def _told(container: Manifest) -> Manifest:
    """``container`` with the index in its environment."""
    source: dict[str, Any] = {"fieldRef": {"apiVersion": "v1", "fieldPath": f"metadata.labels['{INDEX}']"}}
    environment = [each for each in container.get("env", []) if each["name"] != "JOB_COMPLETION_INDEX"]
    return {**container, "env": [*environment, {"name": "JOB_COMPLETION_INDEX", "valueFrom": source}]}
