"""Reaching into a container of a Pod: its logs, its files, and its death.

Source of the words: ``pkg/kubelet/kubelet_pods.go`` (``validateContainerLogStatus``).
"""

from __future__ import annotations

from kubelite.client import Client
from kubelite.node.files import Disks, FileSystem
from kubelite.node.run import LogLine, Run
from kubelite.node.runtime import Runtime
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import BadRequest


def running_container(pod: Pod, container: str | None, runtime: Runtime) -> Run:
    """The present run of a container, by default of the Pod's first; ``BadRequest`` when it does not run."""
    name = _container_name(pod, container)
    sandbox = runtime.sandboxes.get(pod.metadata.uid)
    run = sandbox.last(name) if sandbox else None
    if run is None or not run.is_running:
        why = f'container "{name}" in pod "{pod.metadata.name}" is not running: {_state(pod, name)}'
        raise BadRequest(why, hint="Let some time pass until it runs.")
    return run


def logs_of(pod: Pod, container: str | None, runtime: Runtime, *, previous: bool = False) -> list[LogLine]:
    """What a container printed, by default the Pod's first; ``BadRequest`` when there is no such run."""
    name = _container_name(pod, container)
    sandbox = runtime.sandboxes.get(pod.metadata.uid)
    run, before = sandbox.shown(name) if sandbox else (None, None)
    if previous:
        run = before
        if run is None:
            raise BadRequest(f'previous terminated container "{name}" in pod "{pod.metadata.name}" not found')
    elif run is None:
        why = f'container "{name}" in pod "{pod.metadata.name}" is waiting to start: {_state(pod, name)}'
        raise BadRequest(why)
    return runtime.logs(run)


def files_of(pod: Pod, container: str | None, runtime: Runtime, client: Client, disks: Disks) -> FileSystem:
    """The files as a running container sees them, by default the Pod's first."""
    run = running_container(pod, container, runtime)
    spec = next(each for each in (*pod.spec.containers, *pod.spec.init_containers) if each.name == run.name)
    return FileSystem(client, disks, pod, spec, runtime.sandboxes[pod.metadata.uid], run)


def _container_name(pod: Pod, container: str | None) -> str:
    names = [each.name for each in (*pod.spec.containers, *pod.spec.init_containers)]
    if container is not None and container not in names:
        hint = f"It has the containers {', '.join(names)}."
        raise BadRequest(f"container {container} is not valid for pod {pod.metadata.name}", hint=hint)
    return container or names[0]


def _state(pod: Pod, name: str) -> str:
    """Why a container does not run, in a word."""
    for status in (*pod.status.container_statuses, *pod.status.init_container_statuses):
        if status.name == name and (state := status.state.waiting or status.state.terminated):
            return state.reason
    return "ContainerCreating"
