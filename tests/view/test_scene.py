"""A page that applies the patches of a scene sees what the scene holds, and is told of changes only."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubelite.view.recording import Recording
from kubelite.view.replay import Replay
from kubelite.view.scene import Patch, Scene
from tests.view.shops import first_pod, shop
from tests.view.test_replay import busy


def apply(patch: Patch, pieces: dict[str, Any]) -> None:
    """What the page does with a patch."""
    for name, change in patch.items():
        if change is None:
            del pieces[name]
        else:
            merged = {**pieces.get(name, {}), **change}
            pieces[name] = {key: value for key, value in merged.items() if value is not None}


@given(st.integers(0, 4), st.lists(st.integers(0, 12), min_size=2, max_size=6))
def test_patches_lead_to_the_scene_of_each_moment(seed: int, order: list[int]) -> None:
    recording, seen = busy(seed)
    replay = Replay(recording)
    scene, page = Scene(replay), {}  # type: ignore[var-annotated]
    for index in order:
        replay.seek(seen[index].moment or 0)
        apply(json.loads(json.dumps(scene.follow())), page)
        assert page == scene.pieces
        pods = {f"pod/{pod.namespace}/{pod.name}" for pod in seen[index].pods}
        assert {name for name in page if name.startswith("pod/")} == pods


def test_a_crash_is_told_in_few_bytes() -> None:
    cluster = shop()
    recording = Recording(cluster.client, cluster.history, cluster.clock.settle)
    replay = Replay(recording)
    replay.seek(cluster.clock.now)
    scene = Scene(replay)
    whole = scene.follow()
    name = first_pod(cluster)
    cluster.crash(name)
    replay.seek(cluster.clock.now)
    patch = scene.follow()
    assert f"pod/default/{name}" in patch
    assert not any(name.startswith("node/") for name in patch)
    assert len(json.dumps(patch)) < 800 < len(json.dumps(whole))


def test_nothing_is_sent_when_nothing_changed() -> None:
    cluster = shop()
    replay = Replay(Recording(cluster.client, cluster.history, cluster.clock.settle))
    replay.seek(cluster.clock.now)
    scene = Scene(replay)
    scene.follow()
    cluster.run(seconds=100)
    replay.seek(cluster.clock.now)
    assert scene.follow() == {}


def test_faults_stand_with_their_node_and_go_again() -> None:
    cluster = shop()
    replay = Replay(Recording(cluster.client, cluster.history, cluster.clock.settle))
    replay.seek(cluster.clock.now)
    scene = Scene(replay)
    scene.follow()
    assert scene.follow({"worker-1": ["kubelet"]}) == {"node/worker-1": {"faults": ["kubelet"]}}
    assert scene.follow({}) == {"node/worker-1": {"faults": None}}
