"""What the page wishes is done by ordinary calls, and frames tell what changed; two pages on one cluster agree."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kubelite.cluster import Cluster
from kubelite.view.widget.session import Session
from tests.view.shops import first_pod, shop
from tests.view.test_scene import apply


class Page:
    """A page without a browser: it keeps what it was told."""

    def __init__(self, cluster: Cluster) -> None:
        self.heard: list[dict[str, Any]] = []
        self.due: list[Callable[[], None]] = []
        self.session = Session(cluster, self.hear, self.due.append)
        self.pieces: dict[str, Any] = {}
        self.hear(self.session.opening())

    def hear(self, message: dict[str, Any]) -> None:
        message = json.loads(json.dumps(message))
        self.heard.append(message)
        if message["type"] == "frame":
            if message.get("whole"):
                self.pieces = {}
            apply(message["patch"], self.pieces)

    def wish(self, do: str, **more: Any) -> dict[str, Any]:
        self.session.receive({"do": do, **more})
        return self.heard[-1]

    def act(self, action: str, target: str, value: Any = None) -> str:
        self.wish("act", action=action, target=target, value=value)
        return str(next(each["text"] for each in reversed(self.heard) if each["type"] == "said"))


def test_the_first_frame_is_the_whole_scene() -> None:
    page = Page(shop())
    first = page.heard[0]
    assert first["whole"]
    assert first["sentence"] == "3 of 3 pods are ready on 3 nodes; nothing is pending."
    assert {"drain", "fail", "crash", "scale"} <= set(first["abilities"])
    assert sum(name.startswith("pod/") for name in page.pieces) == 3


def test_time_passes_only_when_the_page_wishes() -> None:
    cluster = shop()
    page, begin = Page(cluster), cluster.clock.now
    page.wish("hello", serial=0)
    assert cluster.clock.now == begin
    assert page.wish("advance", seconds=2.5)["end"] == begin + 2.5
    assert cluster.clock.now == begin + 2.5


def test_a_step_goes_to_the_next_change() -> None:
    cluster = shop()
    page = Page(cluster)
    page.act("crash", f"pod/default/{first_pod(cluster)}")
    frame = page.wish("step")
    assert frame["patch"]
    assert frame["end"] > page.heard[0]["end"]
    for _ in range(10):
        page.wish("step")
    assert "Nothing happened for 60 seconds." in [each.get("text") for each in page.heard]


def test_deeds_are_calls_of_the_api() -> None:
    cluster = shop()
    page = Page(cluster)
    assert page.act("cordon", "node/worker-1") == "Node worker-1 takes no new pods."
    assert cluster.get("node", "worker-1").spec.unschedulable
    assert page.pieces["node/worker-1"]["cordoned"]
    assert page.act("uncordon", "node/worker-1") == "Node worker-1 takes pods again."
    assert not cluster.get("node", "worker-1").spec.unschedulable
    assert page.act("scale", "deployment/default/web", 5) == "web should have 5 replicas."
    assert cluster.get("deployment", "web").spec.replicas == 5
    assert sum(name.startswith("pod/") for name in page.pieces) == 5


def test_a_drained_node_has_no_pods_and_gets_none() -> None:
    cluster = shop()
    page = Page(cluster)
    assert page.act("drain", "node/worker-1") == "Node worker-1 is drained."
    page.wish("advance", seconds=60)
    nodes = [piece["node"] for name, piece in page.pieces.items() if name.startswith("pod/")]
    assert len(nodes) == 3
    assert "worker-1" not in nodes


def test_a_drain_keeps_what_nobody_would_replace() -> None:
    cluster = shop()
    spec = {"nodeName": "worker-1", "containers": [{"name": "c", "image": "nginx"}]}
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "alone"}, "spec": spec})
    said = Page(cluster).act("drain", "node/worker-1")
    assert said.endswith("nobody would replace: 1.")
    assert cluster.get("pod", "alone")


def test_faults_show_on_their_node_and_end_with_recover() -> None:
    cluster = shop()
    page = Page(cluster)
    page.act("stop", "node/worker-2", "kubelet")
    page.act("fail", "node/worker-1")
    page.act("stop", "node/control-plane", "scheduler")
    assert page.pieces["node/worker-2"]["faults"] == ["kubelet"]
    assert page.pieces["node/worker-1"]["faults"][0] == "no power"
    assert page.pieces["node/control-plane"]["faults"] == ["scheduler"]
    page.act("recover", "node/worker-1")
    page.act("start", "node/control-plane", "scheduler")
    assert "faults" not in page.pieces["node/worker-1"]
    assert "faults" not in page.pieces["node/control-plane"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"do": "act", "action": "cordon", "target": "node/worker-9"}, 'nodes "worker-9" not found'),
        ({"do": "act", "action": "explode", "target": "node/worker-1"}, "does not know how to explode"),
        ({"do": "act", "action": "scale", "target": "deployment/default/web", "value": "many"}, "invalid literal"),
        ({"do": "act", "action": "scale", "target": "deployment/default/web", "value": -1}, "must be greater than or"),
        ({"do": "dance"}, "dance"),
        ({"do": "advance", "seconds": -1}, "time does not run backwards"),
    ],
)
def test_a_wish_that_is_refused_changes_nothing_and_is_answered(wish: dict[str, Any], words: str) -> None:
    page = Page(shop())
    before = dict(page.pieces)
    page.session.receive(wish)
    said = [each for each in page.heard if each["type"] == "said"]
    assert (len(said), said[0]["tone"]) == (1, "bad")
    assert words in said[0]["text"]
    assert page.pieces == before


def test_faults_of_the_past_are_shown_there() -> None:
    page = Page(shop())
    begin = page.session.cluster.clock.now
    page.wish("advance", seconds=5)
    page.act("fail", "node/worker-1")
    page.wish("advance", seconds=5)
    page.act("recover", "node/worker-1")
    assert "faults" not in page.pieces["node/worker-1"]
    page.wish("seek", moment=begin + 7)
    assert page.pieces["node/worker-1"]["faults"] == ["no power"]
    page.wish("seek", moment=begin + 3)
    assert "faults" not in page.pieces["node/worker-1"]


def test_a_container_can_hang_or_leak_and_its_image_can_be_slow_or_lost() -> None:
    page = Page(shop())
    cluster = page.session.cluster
    name = first_pod(cluster)
    image = cluster.get("pod", name).spec.containers[0].image
    assert page.act("hang", f"pod/default/{name}") == f"A container of pod {name} runs on and answers nobody."
    assert page.act("leak", f"pod/default/{name}") .startswith(f"Pod {name} uses 4Mi more memory every second.")
    assert page.act("slow_image", f"pod/default/{name}").endswith(f"needs 30 seconds to pull {image}.")
    assert cluster.images[image].pull_seconds == 30
    assert page.act("lose_image", f"pod/default/{name}") == f"From now on nobody can pull {image}."
    assert cluster.images[image].missing


def test_the_past_returns_and_cannot_be_changed() -> None:
    cluster = shop()
    page = Page(cluster)
    before, moment = json.loads(json.dumps(page.pieces)), cluster.clock.now
    page.wish("advance", seconds=1)
    page.act("scale", "deployment/default/web", 1)
    page.wish("advance", seconds=60)
    now = json.loads(json.dumps(page.pieces))
    frame = page.wish("seek", moment=moment)
    assert (frame["live"], frame["moment"], page.pieces) == (False, moment, before)
    assert "cannot be changed" in page.act("scale", "deployment/default/web", 4)
    assert cluster.get("deployment", "web").spec.replicas == 1
    page.wish("seek", moment=None)
    assert (page.heard[-1]["live"], page.pieces) == (True, now)


def test_steps_go_through_the_past_both_ways_without_letting_time_pass() -> None:
    cluster = shop()
    page = Page(cluster)
    page.act("crash", f"pod/default/{first_pod(cluster)}")
    page.wish("advance", seconds=30)
    end = cluster.clock.now
    moments = [page.wish("step", back=True)["moment"] for _ in range(3)]
    assert moments == sorted(moments, reverse=True)
    back = [page.wish("step", within=True)["moment"] for _ in range(4)]
    assert back == sorted(back)
    assert page.wish("step", within=True)["end"] == cluster.clock.now == end


def test_playing_in_the_past_leads_to_the_present() -> None:
    cluster = shop()
    page = Page(cluster)
    page.wish("advance", seconds=10)
    end = cluster.clock.now
    page.wish("seek", moment=end - 5)
    assert not page.wish("advance", seconds=3)["live"]
    assert page.wish("advance", seconds=3)["live"]
    assert cluster.clock.now == end


def test_two_pages_agree_and_a_cell_reaches_both() -> None:
    cluster = shop()
    one, other = Page(cluster), Page(cluster)
    one.act("cordon", "node/worker-3")
    assert len(other.due) == 1
    other.due.pop()()
    assert other.pieces == one.pieces
    cluster.scale("deployment/web", replicas=4)
    for page in (one, other):
        page.due[-1]()
    assert other.pieces == one.pieces
    assert sum(name.startswith("pod/") for name in one.pieces) == 4


def test_only_changes_are_sent() -> None:
    cluster = shop()
    page = Page(cluster)
    whole = len(json.dumps(page.heard[0]))
    page.act("crash", f"pod/default/{first_pod(cluster)}")
    frame = next(each for each in reversed(page.heard) if each["type"] == "frame")
    assert len(json.dumps(frame)) < 1200 < whole
    count = len(page.heard)
    page.session.flush()
    assert len(page.heard) == count


def test_a_page_that_missed_something_gets_everything() -> None:
    cluster = shop()
    page = Page(cluster)
    page.wish("advance", seconds=1)
    count = len(page.heard)
    page.wish("hello", serial=page.heard[-1]["serial"])
    assert len(page.heard) == count
    assert page.wish("hello", serial=0)["whole"]


@pytest.mark.parametrize(
    ("aspect", "words"),
    [("details", "Name:"), ("logs", ""), ("events", "Scheduled"), ("why", "was chosen")],
)
def test_questions_about_a_pod(aspect: str, words: str) -> None:
    cluster = shop()
    answer = Page(cluster).wish("ask", about=f"pod/default/{first_pod(cluster)}", aspect=aspect)
    assert (answer["type"], answer["aspect"]) == ("answer", aspect)
    assert words in answer["text"]


def test_why_tells_of_every_node() -> None:
    cluster = shop()
    pod = cluster.get("pods")[0]
    answer = Page(cluster).wish("ask", about=f"pod/default/{pod.metadata.name}", aspect="why")
    rows = {row["node"]: row for row in answer["rows"]}
    assert set(rows) == {"control-plane", "worker-1", "worker-2", "worker-3"}
    assert rows["control-plane"]["no"].startswith("TaintToleration: ")
    assert rows[pod.spec.node_name]["chosen"]
    assert rows[pod.spec.node_name]["total"] == sum(rows[pod.spec.node_name]["scores"])
    assert len(answer["plugins"]) == len(rows[pod.spec.node_name]["scores"])


def test_why_tells_what_would_help_a_pod_that_waits() -> None:
    cluster = shop()
    spec = {"containers": [{"name": "c", "image": "b", "resources": {"requests": {"cpu": "64"}}}]}
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "big"}, "spec": spec})
    answer = Page(cluster).wish("ask", about="pod/default/big", aspect="why")
    assert answer["text"].startswith("0/4 nodes are available: ")
    assert answer["help"]
    assert all(row["no"] for row in answer["rows"])


def test_a_question_about_what_is_gone_is_answered_in_the_words_of_the_api() -> None:
    answer = Page(shop()).wish("ask", about="pod/default/nobody", aspect="details")
    assert answer["text"] == 'pods "nobody" not found'


def test_a_closed_page_hears_nothing() -> None:
    cluster = shop()
    page = Page(cluster)
    page.session.close()
    cluster.scale("deployment/web", replicas=1)
    assert page.due == []


def test_requests_are_sent_shown_and_measured() -> None:
    cluster = shop()
    page = Page(cluster)
    assert page.act("load", "service/default/web") == "Every second, 10 requests are sent to web."
    page.wish("advance", seconds=3)
    assert page.pieces["load/web"] | {"p95": 0} == {
        "path": ["web"], "rate": 10, "sent": 10, "served": 10, "lost": 0, "p95": 0,
    }  # fmt: skip
    measured = page.wish("measure", since=0, seen=-1)
    assert [second[2] for second in measured["seconds"]] == [10, 10, 10]
    assert {row[1] for row in measured["rows"]} == {"web"}
    again = page.wish("measure", since=len(measured["rows"]), seen=cluster.clock.now)
    assert (again["rows"], again["seconds"]) == ([], [])


def test_a_load_follows_its_slider_until_it_ends() -> None:
    cluster = shop()
    page = Page(cluster)
    page.act("load", "service/default/web")
    page.act("rate", "load/web", 50)
    page.wish("advance", seconds=2)
    assert page.pieces["load/web"]["sent"] == 50
    assert "give 0 or more" in page.act("rate", "load/web", -1)
    page.act("rate", "load/web", 0)
    assert "load/web" not in page.pieces
    assert cluster.loads == ()


def test_a_past_second_of_requests_is_shown_again() -> None:
    cluster = shop()
    page = Page(cluster)
    page.act("load", "service/default/web")
    page.wish("advance", seconds=2)
    then = cluster.clock.now
    page.act("rate", "load/web", 30)
    page.wish("advance", seconds=5)
    assert page.pieces["load/web"]["sent"] == 30
    page.wish("seek", moment=then)
    assert page.pieces["load/web"]["sent"] == 10
