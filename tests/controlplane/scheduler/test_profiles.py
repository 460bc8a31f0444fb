"""Several profiles in one scheduler, and the points after the choice: reserve, permit, bind."""

from kubelite.controlplane.scheduler.framework import (
    SKIP,
    SUCCESS,
    BindPlugin,
    PermitPlugin,
    ReservePlugin,
    unschedulable,
)
from kubelite.controlplane.scheduler.plugins import default_plugins
from tests.controlplane.scheduler.laboratory import Laboratory


class Notebook(ReservePlugin, PermitPlugin, BindPlugin):
    """Notes what it is asked, and answers as told."""

    name = "Notebook"

    def __init__(self, reserve=SUCCESS, permit=SUCCESS, bind=SKIP):
        self.answers = {"reserve": reserve, "permit": permit, "bind": bind}
        self.notes = []

    def _note(self, point, pod, node_name):
        self.notes.append(f"{point} {pod.metadata.name} {node_name}")
        return self.answers.get(point)

    def reserve(self, pod, node_name):
        return self._note("reserve", pod, node_name)

    def unreserve(self, pod, node_name):
        self._note("unreserve", pod, node_name)

    def permit(self, pod, node_name):
        return self._note("permit", pod, node_name)

    def bind(self, client, pod, node_name):
        return self._note("bind", pod, node_name)


def beside_the_others(plugin):
    *others, binder = default_plugins()
    return Laboratory(workers=1, plugins=(*others, plugin, binder))


def test_the_points_after_the_choice_come_in_order():
    notebook = Notebook()
    lab = beside_the_others(notebook)
    assert lab.pod("web") == "worker-1"
    assert notebook.notes == ["reserve web worker-1", "permit web worker-1", "bind web worker-1"]


def test_who_is_not_permitted_gives_everything_back_and_waits():
    notebook = Notebook(permit=unschedulable("the group is not complete"))
    lab = beside_the_others(notebook)
    assert lab.pod("web", cpu="3") == ""
    assert lab.scheduled_condition("web") == ("False", "Unschedulable", "the group is not complete")
    assert notebook.notes[-1] == "unreserve web worker-1"
    assert lab.scheduler._cache.nodes()[0].requested == {}
    notebook.answers["permit"] = SUCCESS
    lab.node("worker-2")
    lab.clock.advance(2)
    assert lab.place("web") != ""


def test_what_cannot_be_reserved_is_given_back():
    notebook = Notebook(reserve=unschedulable("no device left"))
    lab = beside_the_others(notebook)
    assert lab.pod("web") == ""
    assert notebook.notes == ["reserve web worker-1", "unreserve web worker-1"]


def test_another_binder_may_do_the_work():
    notebook = Notebook(bind=SUCCESS)
    lab = beside_the_others(notebook)
    assert lab.pod("web") == "", "it only said that it did"
    assert ("web", "Normal", "Scheduled", "Successfully assigned default/web to worker-1") in lab.api.events


def test_each_pod_is_judged_by_the_profile_that_it_names():
    packing = default_plugins(most_allocated=True, weights={"NodeResourcesBalancedAllocation": 0})
    lab = Laboratory(profiles={"packing": packing})
    for name in ("worker-1", "worker-2"):
        lab.node(name)
    first = lab.pod("first", cpu="1", memory="2Gi")
    assert lab.pod("packed", cpu="1", memory="2Gi", schedulerName="packing") == first
    assert lab.pod("spread", cpu="1", memory="2Gi") != first
    assert lab.pod("stranger", schedulerName="nobody") == ""


def test_profiles_see_each_others_pods():
    lab = Laboratory(workers=1, profiles={"other": default_plugins()})
    assert lab.pod("mine", cpu="3") == "worker-1"
    assert lab.pod("theirs", cpu="3", schedulerName="other") == ""
