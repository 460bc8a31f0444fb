"""Breaking a simulated cluster, and mending it: the verbs of lessons that pull a plug.

Everything here is deterministic. What is broken stays broken until ``recover`` or ``start``; what is stored is never
lost, and running Pods go on wherever they would in Kubernetes.
"""

from __future__ import annotations

import math
from dataclasses import replace

from kubelite.cluster.damage import Broken, Damage, broken_parts
from kubelite.cluster.site import Site
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.controllers import Controller, ControllerManager
from kubelite.controlplane.scheduler import Scheduler
from kubelite.node.loadbalancer import LoadBalancers
from kubelite.node.machine import PARTS as NODE_PARTS
from kubelite.objects import Object, quantity
from kubelite.view.table import Text

API_SERVER, SCHEDULER, CONTROLLERS = "api server", "scheduler", "controllers"
CONTROL_PLANE = (API_SERVER, SCHEDULER, CONTROLLERS)
OTHER_NAMES = {
    "apiserver": API_SERVER,
    "kube-apiserver": API_SERVER,
    "kube-scheduler": SCHEDULER,
    "controller manager": CONTROLLERS,
    "kube-controller-manager": CONTROLLERS,
    "container runtime": "runtime",
    "containerd": "runtime",
    "proxy": "kube-proxy",
}


class Faults(Site):
    """The verbs that break a cluster. ``stopped`` names the parts of the control plane that are stopped."""

    api: APIServer
    controllers: ControllerManager
    scheduler: Scheduler
    cloud: LoadBalancers
    _stopped: set[str]
    _damage: Damage

    # A container

    def crash(
        self, pod: str | Object, namespace: str = "default", *, container: str | None = None, exit_code: int = 1
    ) -> Text:
        """End a container of the Pod, by default its first, as if its program had died."""
        machine, found = self._place_of(pod, namespace)
        machine.kubelet.crash(found.metadata.name, found.metadata.namespace, container, exit_code)
        self.clock.settle()
        return Text(f"pod/{found.metadata.name} crashed")

    def hang(
        self,
        pod: str | Object,
        namespace: str = "default",
        *,
        container: str | None = None,
        seconds: float = math.inf,
    ) -> Text:
        """Let a container run on and answer nobody, so that its probes fail: for ``seconds``, or until it restarts."""
        machine, found = self._place_of(pod, namespace)
        machine.kubelet.hang(found.metadata.name, found.metadata.namespace, container, seconds)
        self.clock.settle()
        return Text(f"pod/{found.metadata.name} answers nobody")

    def leak(
        self, pod: str | Object, per_second: str, namespace: str = "default", *, container: str | None = None
    ) -> Text:
        """Let a container use more memory every second: ``leak("web-1", "2Mi")``. A restart ends it."""
        machine, found = self._place_of(pod, namespace)
        rate = float(quantity.memory(per_second))
        machine.kubelet.leak(found.metadata.name, found.metadata.namespace, container, rate)
        self.clock.settle()
        return Text(f"pod/{found.metadata.name} uses {per_second} more every second")

    # An image

    def slow_image(self, image: str, seconds: float) -> Text:
        """From now on a node needs so long to pull the image."""
        self.images[image] = replace(self.images[image], pull_seconds=seconds)
        return Text(f"image {image} takes {seconds:g} s to pull")

    def lose_image(self, image: str) -> Text:
        """From now on no registry has the image."""
        self.images[image] = replace(self.images[image], missing=True)
        return Text(f"image {image} cannot be pulled")

    # A node

    def fail(self, node: str) -> Text:
        """Pull the plug of a node: its containers die, and it says nothing any more."""
        machine = self._machine(node)
        machine.power_off()
        self._settle_and_note()
        return Text(f"node/{machine.name} has lost its power")

    def cut_off(self, node: str) -> Text:
        """Cut a node off from the network: its containers go on, and nobody can reach them."""
        machine = self._machine(node)
        machine.cut_off()
        self._settle_and_note()
        return Text(f"node/{machine.name} is cut off from the network")

    def recover(self, node: str) -> Text:
        """Mend a node: it has power and network again, and all its parts run."""
        machine = self._machine(node)
        machine.recover()
        self._settle_and_note()
        return Text(f"node/{machine.name} is back")

    # A part

    def stop(self, part: str, node: str = "") -> Text:
        """Stop a part of the control plane (``"api server"``, ``"scheduler"``, ``"controllers"``, or one controller by
        name), or of a node: ``stop("kubelet", "worker-1")``, ``"runtime"``, ``"kube-proxy"``.
        """
        return self._switch(part, node, on=False)

    def start(self, part: str, node: str = "") -> Text:
        """Start a part that was stopped. It looks at what there is now, so that nothing is lost."""
        return self._switch(part, node, on=True)

    @property
    def stopped(self) -> tuple[str, ...]:
        """The parts of the control plane that somebody stopped."""
        return tuple(sorted(self._stopped))

    def broken(self, at: float | None = None) -> Broken:
        """Node → what is broken there now, or was: ``no power``, ``cut off``, and the parts that are stopped."""
        if at is not None:
            return self._damage.at(at)
        found = {name: broken_parts(machine, self.stopped) for name, machine in self.nodes.items()}
        return {name: broken for name, broken in found.items() if broken}

    def _settle_and_note(self) -> None:
        self.clock.settle()
        self._damage.note(self.clock.now, self.broken())

    def _switch(self, part: str, node: str, *, on: bool) -> Text:
        known = OTHER_NAMES.get(part, part)
        if known in NODE_PARTS:
            if not node:
                raise ValueError(f'every node has a {known}; say which: stop("{known}", "{list(self.nodes)[-1]}")')
            machine = self._machine(node)
            machine.start(known) if on else machine.stop(known)
            said = f"{known} of node/{machine.name}"
        else:
            self._check_part(known)
            self._stopped.discard(known) if on else self._stopped.add(known)
            self._put_control_plane_in_order()
            said = known
        self._settle_and_note()
        return Text(f"{said} {'started' if on else 'stopped'}")

    def _check_part(self, part: str) -> None:
        known = [*CONTROL_PLANE, *NODE_PARTS, *(each.name for each in self.controllers.controllers)]
        if part not in known:
            raise ValueError(f"there is no part {part!r}; the parts are {', '.join(known)}")

    def _put_control_plane_in_order(self) -> None:
        """Let each part run, or not. The nodes lose the API server before it stops, and renew their leases before the
        controllers look at them.
        """
        works = API_SERVER not in self._stopped
        if works:
            self.api.is_running = True
        for machine in self.nodes.values():
            machine.api_is_there(works)
        for controller in self.controllers.controllers:
            _switch(controller, works and not self._stopped & {CONTROLLERS, controller.name})
        _switch(self.scheduler, works and SCHEDULER not in self._stopped)
        _switch(self.cloud, works)
        self.api.is_running = works


def _switch(part: Controller | Scheduler | LoadBalancers, on: bool) -> None:
    part.start() if on else part.stop()
