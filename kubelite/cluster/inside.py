"""Looking into the containers of a simulated cluster: what they print, their files, their variables."""

from __future__ import annotations

from collections.abc import Mapping

from kubelite.cluster.site import Site
from kubelite.objects import Object
from kubelite.view.table import Text


class Inside(Site):
    """The verbs that reach into a running container, by default the first one of a Pod."""

    def logs(
        self, pod: str | Object, namespace: str = "default", *, container: str | None = None, previous: bool = False
    ) -> Text:
        """What a container of the Pod printed, in its present run or in the ``previous`` one."""
        machine, found = self._place_of(pod, namespace)
        name, namespace = found.metadata.name, found.metadata.namespace
        lines = machine.kubelet.logs(name, namespace, container, previous=previous)
        return Text("\n".join(line.text for line in lines))

    def environment(
        self, pod: str | Object, namespace: str = "default", *, container: str | None = None
    ) -> Mapping[str, str]:
        """The variables with which a container started, from its manifest, ConfigMaps and Secrets."""
        machine, found = self._place_of(pod, namespace)
        return machine.environment(found, container)

    def files(self, pod: str | Object, namespace: str = "default", *, container: str | None = None) -> list[str]:
        """The paths of all files that a container sees, in its volumes and beside them."""
        machine, found = self._place_of(pod, namespace)
        return machine.files(found, container).paths()

    def read(
        self, pod: str | Object, path: str, namespace: str = "default", *, container: str | None = None
    ) -> Text:
        """The content of a file, as a container sees it."""
        machine, found = self._place_of(pod, namespace)
        return Text(machine.files(found, container).read(path))

    def write(
        self, pod: str | Object, path: str, text: str, namespace: str = "default", *, container: str | None = None
    ) -> None:
        """Let a container write a file: into a volume, or beside them, where it goes with the container."""
        machine, found = self._place_of(pod, namespace)
        machine.files(found, container).write(path, text)
