"""The files that a container sees: its own, which go when it ends, and those in volumes, which live longer.

An ``emptyDir`` is shared by the containers of a Pod and goes with the Pod; ``configMap`` and ``secret`` show what the
API says now; a claim's volume outlives every Pod. A path is looked up in the volume whose mount path is the longest.
"""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import join, normpath
from typing import cast

from kubelite.client import Client
from kubelite.node.config import bound_volume, content, sources
from kubelite.node.run import Run, Sandbox
from kubelite.objects.core.container import Container, VolumeMount
from kubelite.objects.core.pod import Pod, Volume
from kubelite.objects.errors import BadRequest
from kubelite.objects.frozen import FrozenMap


class Disks:
    """What is stored outside of Pods: ``volumes`` by the name of their PersistentVolume, ``host`` folders by node."""

    def __init__(self) -> None:
        self.volumes: dict[str, dict[str, str]] = {}
        self.host: dict[tuple[str, str], dict[str, str]] = {}


class FileSystem:
    """The files as one running container of ``pod`` sees them."""

    def __init__(
        self, client: Client, disks: Disks, pod: Pod, container: Container, sandbox: Sandbox, run: Run
    ) -> None:
        self._client = client
        self._disks = disks
        self._pod = pod
        self._container = container
        self._sandbox = sandbox
        self._run = run

    def read(self, path: str) -> str:
        """The content of a file; ``BadRequest`` when there is none."""
        files, name, _ = self._find(path)
        if name not in files:
            raise BadRequest(f"cat: {path}: No such file or directory", hint=self._hint())
        return files[name]

    def write(self, path: str, text: str) -> None:
        """Write a file; ``BadRequest`` where nothing can be written."""
        files, name, mount = self._find(path)
        if isinstance(files, FrozenMap) or (mount is not None and mount.read_only):
            raise BadRequest(f"cannot create {path}: Read-only file system")
        cast(dict[str, str], files)[name] = text

    def paths(self) -> list[str]:
        """Every file that there is, sorted."""
        found = set(self._run.files)
        for mount in self._container.volume_mounts:
            within = mount.sub_path and f"{mount.sub_path}/"
            for name in self._files(self._volume(mount)):
                if name.startswith(within):
                    found.add(join(mount.mount_path, name.removeprefix(within)))
                elif name == mount.sub_path:
                    found.add(mount.mount_path)
        return sorted(found)

    def _find(self, path: str) -> tuple[Mapping[str, str], str, VolumeMount | None]:
        """The files to which a path leads, its name there, and the mount in between."""
        if not path.startswith("/"):
            raise BadRequest(f"{path}: give the whole path, such as /{path}")
        path = normpath(path)
        mounts = [each for each in self._container.volume_mounts if _is_within(path, normpath(each.mount_path))]
        if not mounts:
            return self._run.files, path, None
        mount = max(mounts, key=lambda each: len(normpath(each.mount_path)))
        rest = path.removeprefix(normpath(mount.mount_path)).lstrip("/")
        return self._files(self._volume(mount)), join(mount.sub_path, rest).rstrip("/"), mount

    def _volume(self, mount: VolumeMount) -> Volume:
        return next(each for each in self._pod.spec.volumes if each.name == mount.name)

    def _files(self, volume: Volume) -> Mapping[str, str]:
        namespace = self._pod.metadata.namespace
        if volume.empty_dir is not None:
            return self._sandbox.volumes.setdefault(volume.name, {})
        if volume.persistent_volume_claim is not None:
            name = bound_volume(self._client, volume.persistent_volume_claim.claim_name, namespace)
            return self._disks.volumes.setdefault(name, {})
        if volume.host_path is not None:
            return self._disks.host.setdefault((self._pod.spec.node_name, volume.host_path.path), {})
        found = [content(self._client, source, namespace) or {} for source in sources(volume)]
        return FrozenMap({key: text for each in found for key, text in each.items()})

    def _hint(self) -> str:
        paths = self.paths()
        return f"There are {', '.join(paths)}." if paths else "There are no files yet."


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")
