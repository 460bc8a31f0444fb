from kubelite.objects import view
from kubelite.rules.owners import controller_of, is_controlled_by, owner_reference

OWNER = view({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web", "uid": "1"}})


def owned_by(*references):
    return view({"kind": "Pod", "metadata": {"name": "web-1", "ownerReferences": list(references)}})


def test_the_controller_is_the_one_that_says_so():
    pod = owned_by({"kind": "Thing", "name": "t", "uid": "9"}, owner_reference(OWNER))
    reference = controller_of(pod)
    assert reference is not None
    assert (reference.kind, reference.name, reference.uid) == ("ReplicaSet", "web", "1")
    assert is_controlled_by(pod, OWNER)


def test_without_a_controller_there_is_none():
    assert controller_of(owned_by()) is None
    assert controller_of(owned_by(owner_reference(OWNER, controller=False))) is None


def test_a_namesake_is_somebody_else():
    namesake = view({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web", "uid": "2"}})
    assert not is_controlled_by(owned_by(owner_reference(OWNER)), namesake)


def test_the_reference_is_what_kubernetes_writes():
    identity = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "1"}
    assert owner_reference(OWNER) == identity | {"controller": True, "blockOwnerDeletion": True}
    assert owner_reference(OWNER, controller=False) == identity
