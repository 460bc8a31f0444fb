"""A replay shows every moment of a recording as a snapshot of that moment would have shown it."""

from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.cluster import Cluster
from kubelite.view.recording import Recording
from kubelite.view.replay import Replay
from kubelite.view.snapshot import Extras, Snapshot, snapshot
from tests.view.shops import SHOP, first_pod, shop


def recorded(cluster: Cluster) -> Recording:
    return Recording(cluster.client, cluster.history, cluster.clock.settle)


def now(cluster: Cluster) -> Snapshot:
    return snapshot(cluster.client, extras=Extras(moment=cluster.clock.now))


@cache
def busy(seed: int) -> tuple[Recording, list[Snapshot]]:
    """A run in which much happens, and snapshots taken along the way."""
    chance, cluster = Random(seed), Cluster(workers=3, seed=seed)
    recording, seen = recorded(cluster), [now(cluster)]
    cluster.run(seconds=1)
    cluster.apply(SHOP)
    for _ in range(12):
        cluster.run(seconds=0.25)  # a moment that was looked at must be over before something else happens
        pods = [each.metadata.name for each in cluster.get("pods")]
        match chance.randrange(6):
            case 0:
                cluster.scale("deployment/web", replicas=chance.randrange(6))
            case 1 if pods:
                cluster.delete("pod", chance.choice(pods))
            case 2:
                cordoned = chance.random() < 0.5 or None
                cluster.client.patch(
                    "Node", f"worker-{chance.randint(1, 3)}", {"spec": {"unschedulable": cordoned}}, ""
                )
            case 3 if cluster.client.list("ReplicaSet"):
                cluster.delete("replicaset", chance.choice(cluster.client.list("ReplicaSet")).metadata.name)
            case 4:
                cluster.client.patch("Service", "web", {"spec": {"selector": {"app": chance.choice(["web", "none"])}}})
            case _:
                image = f"nginx:{chance.randrange(3)}"
                template = {"spec": {"template": {"metadata": {"annotations": {"image": image}}}}}
                cluster.client.patch("Deployment", "web", template)
        cluster.run(chance.choice([0.5, 1, 7, 40]))
        seen.append(now(cluster))
    return recording, seen


@given(st.lists(st.integers(0, 12), min_size=2, max_size=6))
def test_every_moment_can_be_reached_from_every_other(order: list[int]) -> None:
    recording, seen = busy(3)
    replay = Replay(recording)
    for expected in (seen[index] for index in order):
        replay.seek(expected.moment or 0)
        assert replay.snapshot(system=True) == expected


@pytest.mark.parametrize("seed", range(5))
def test_following_a_run_gives_what_looking_at_everything_gives(seed: int) -> None:
    recording, seen = busy(seed)
    replay = Replay(recording)
    for expected in seen:
        replay.seek(expected.moment or 0)
        assert replay.snapshot(system=True) == expected


def test_only_what_changed_is_looked_at() -> None:
    cluster = shop()
    recording = recorded(cluster)
    replay = Replay(recording)
    replay.seek(cluster.clock.now)
    replay.refresh()
    cluster.crash(first_pod(cluster))
    replay.seek(cluster.clock.now)
    kinds = {place[0] for place in replay.refresh()}
    assert "Pod" in kinds
    assert len([place for place in replay.refresh() if place[0] == "Pod"]) == 0


def test_a_recording_begins_with_the_past_and_grows_with_changes_only() -> None:
    cluster = shop()
    recording = recorded(cluster)
    known = len(recording.changes)
    revisions = [change.revision for change in recording.changes]
    assert revisions == sorted(set(revisions))
    assert {change.moment for change in recording.changes} <= {moment.time for moment in cluster.history}
    cluster.run(seconds=600)
    assert len(recording.changes) == known
    cluster.scale("deployment/web", replicas=4)
    assert {change.moment for change in recording.changes[known:]} == {cluster.clock.now}


def test_a_late_recording_tells_the_same_as_an_early_one() -> None:
    cluster = Cluster(workers=2, seed=1)
    early = recorded(cluster)
    cluster.apply(SHOP)
    cluster.run(seconds=20)
    cluster.scale("deployment/web", replicas=1)
    cluster.run(seconds=60)
    assert recorded(cluster).changes == sorted(early.changes, key=lambda change: change.revision)


def test_a_recording_that_was_stopped_grows_no_more() -> None:
    cluster = shop()
    recording = recorded(cluster)
    recording.stop()
    known = len(recording.changes)
    cluster.scale("deployment/web", replicas=1)
    assert len(recording.changes) == known
