"""The functions that learners write: how they come into the cluster, and the list of who decides what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kubelite.cluster.site import Site
from kubelite.controlplane.controllers import ControllerManager, all_but
from kubelite.controlplane.scheduler import Scheduler
from kubelite.controlplane.scheduler.ownfunctions import FilterFunction, ScoreFunction
from kubelite.controlplane.scheduler.profile import Part
from kubelite.node.ownrules import OwnRules
from kubelite.rules.functions import Place, name_of
from kubelite.view.parts import Parts

Function = Callable[..., Any]


class OwnFunctions(Site):
    """``use(…)`` lets a function decide in the place of a built-in rule; ``parts()`` says whose rule it is.

    ``filter`` and ``score`` belong to the scheduler. The other places:

    * ``can_run(image, host)``: whether a container of the image can run on the host.
    * ``pod_phase(container_states, restart_policy)``: the phase that the kubelet reports of a Pod.
    * ``reconcile(rs, pods)``: what a ReplicaSet needs, as a list of ``Create()`` and ``Delete(name)``.
    * ``endpoints(service, pods)``: who gets the requests to a Service, as a list of ``(ip, port)``.
    * ``autoscale(current, usage_percent, target_percent, minimum, maximum)``: how many Pods there should be.
    * ``fenceposts(replicas, max_surge, max_unavailable)``: the most Pods and the fewest available in a rollout.
    * ``evictions(now, taints, pods)``: the names of the Pods that have to leave a node with these taints.
    """

    scheduler: Scheduler
    controllers: ControllerManager
    node_rules: OwnRules

    def use(
        self,
        *,
        filter: FilterFunction | None = None,
        score: ScoreFunction | None = None,
        weight: int | None = None,
        can_run: Function | None = None,
        pod_phase: Function | None = None,
        reconcile: Function | None = None,
        endpoints: Function | None = None,
        autoscale: Function | None = None,
        fenceposts: Function | None = None,
        evictions: Function | None = None,
        replaces: str | None = None,
    ) -> None:
        """Let a function of your own decide: ``use(filter=fits, replaces="NodeResourcesFit")``, ``use(score=…,
        weight=2)``, ``use(reconcile=reconcile)``. It takes one function at a time.

        The part that it ``replaces`` does not run beside it; only for ``filter`` and ``score`` there is a choice. Using
        a function of the same name, or in the same place, again replaces the first.
        """
        own = {
            "can_run": can_run,
            "pod_phase": pod_phase,
            "reconcile": reconcile,
            "endpoints": endpoints,
            "autoscale": autoscale,
            "fenceposts": fenceposts,
            "evictions": evictions,
        }
        given = {point: function for point, function in own.items() if function is not None}
        if not given:
            self.scheduler.use(filter=filter, score=score, weight=weight, replaces=replaces)
        elif weight is not None:
            raise TypeError("weight counts for scores only")
        elif len(given) > 1 or filter is not None or score is not None:
            raise TypeError("use(…) takes one function at a time: use(reconcile=mine), then use(endpoints=yours)")
        else:
            point, function = given.popitem()
            self._take(point, function, replaces)
        self.clock.settle()

    def parts(self) -> Parts:
        """Which parts decide, and which of them are yours."""
        manager = (Part("controller", each.name, "kubelite") for each in self.controllers.controllers)
        return Parts((*self.scheduler.parts(), *manager, *map(_part, self._taken())))

    def _take(self, point: str, function: Function, replaces: str | None) -> None:
        if not callable(function):
            raise TypeError(f"{function!r} is not a function; give its name without parentheses: use({point}={point})")
        place = next((place for place in self._places() if place.point == point), None)
        if place is None:
            name = next(each.name for each in all_but(()) if each.point == point)
            raise ValueError(f"use({point}=…) works in the controller {name}, and this cluster has none")
        if replaces is not None and replaces != place.replaces:
            raise ValueError(f'replaces="{replaces}": a function for {point} replaces {place.replaces}')
        controller = next((each for each in self.controllers.controllers if each.own is place), None)
        if controller is not None:
            controller.use(function)
            return
        place.take(function)
        for machine in self.nodes.values():
            machine.kubelet.look_at_all()

    def _places(self) -> Iterator[Place]:
        """Where a function may stand, besides filters and scores."""
        yield from (self.node_rules.can_run, self.node_rules.pod_phase)
        yield from (controller.own for controller in self.controllers.controllers if controller.point)

    def _taken(self) -> Iterator[Place]:
        return (place for place in self._places() if place.function is not None)


def _part(place: Place) -> Part:
    assert place.function is not None, "only places that are taken are listed"
    note = "" if place.written else "not written yet"
    return Part(place.point, name_of(place.function), "you", replaces=place.replaces, note=note)
