import pytest

from kubelite.objects import view
from kubelite.objects.errors import BadRequest, NotFound
from kubelite.rules.revisions import REVISION, next_revision, revision_of, to_roll_back_to


def replica_set(revision):
    annotations = {REVISION: str(revision)} if revision is not None else {}
    return view({"kind": "ReplicaSet", "metadata": {"name": f"web-{revision}", "annotations": annotations}})


def deployment(paused=False):
    return view({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"paused": paused}})


SETS = [replica_set(3), replica_set(1), replica_set(7), replica_set(None)]


def test_the_next_revision_is_one_more_than_the_highest() -> None:
    assert next_revision(SETS) == 8
    assert next_revision([]) == 1
    assert revision_of(replica_set("x")) == 0


def test_undo_takes_the_one_before_or_the_one_that_is_named() -> None:
    assert revision_of(to_roll_back_to(deployment(), SETS)) == 3
    assert revision_of(to_roll_back_to(deployment(), SETS, 1)) == 1


def test_undo_says_what_is_missing() -> None:
    with pytest.raises(NotFound, match="unable to find specified revision 2 in history"):
        to_roll_back_to(deployment(), SETS, 2)
    with pytest.raises(NotFound, match='no rollout history found for deployment "web"'):
        to_roll_back_to(deployment(), SETS[:1])
    with pytest.raises(BadRequest, match="you cannot rollback a paused deployment"):
        to_roll_back_to(deployment(paused=True), SETS)
