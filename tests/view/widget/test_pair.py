"""Two runs on one timeline: time belongs to both, everything else to one side."""

from typing import Any
from xml.etree import ElementTree

from kubelite import Cluster, compare
from kubelite.view.widget.pair import PairSession
from tests.view.shops import SHOP


def run(**options: Any) -> Cluster:
    cluster = Cluster(workers=2, seed=1, **options)
    cluster.apply(SHOP)
    cluster.run(seconds=10)
    return cluster


class Pages:
    """Keeps what both sides are told."""

    def __init__(self, *clusters: Cluster) -> None:
        self.heard: list[dict[str, Any]] = []
        self.session = PairSession((clusters[0], clusters[1]), self.heard.append, lambda call: None)

    def wish(self, do: str, **more: Any) -> list[dict[str, Any]]:
        """The last frame of each side."""
        self.session.receive({"do": do, **more})
        frames = [each for each in self.heard if each["type"] == "frame"]
        return [next(each for each in reversed(frames) if each["side"] == side) for side in (0, 1)]


def test_time_passes_on_both_sides() -> None:
    one, other = run(), run(scheduler="stub")
    pages = Pages(one, other)
    assert [frame["moment"] for frame in pages.wish("advance", seconds=5)] == [15, 15]
    assert [frame["moment"] for frame in pages.wish("seek", moment=1)] == [1, 1]
    assert not any(frame["live"] for frame in pages.wish("step", back=True))
    pages.wish("seek", moment=None)
    assert (one.clock.now, other.clock.now) == (15, 15)


def test_the_timeline_reaches_as_far_as_the_longer_run() -> None:
    one, other = run(), run()
    one.run(seconds=20)
    openings = Pages(one, other).session.openings()
    assert [opening["end"] for opening in openings] == [30, 30]
    assert [opening["side"] for opening in openings] == [0, 1]


def test_deeds_belong_to_one_side_and_make_a_difference() -> None:
    one, other = run(), run()
    pages = Pages(one, other)
    assert pages.session.divergence() == []
    pages.wish("act", side=1, action="scale", target="deployment/default/web", value=1)
    pages.wish("advance", seconds=40)
    assert (one.get("deployment", "web").spec.replicas, other.get("deployment", "web").spec.replicas) == (3, 1)
    assert [each["type"] for each in pages.heard].count("differs") == 1
    assert pages.session.divergence()[0] == 10


def test_steps_stop_wherever_something_happened() -> None:
    pages = Pages(run(), run(scheduler="stub"))
    moments = [pages.wish("step", back=True)[0]["moment"] for _ in range(3)]
    assert moments == sorted(moments, reverse=True)
    forth = pages.wish("step", within=True)
    assert forth[0]["moment"] == forth[1]["moment"] > moments[-1]


def test_what_stays_on_a_page_without_a_kernel() -> None:
    names = ("mine", "Kubernetes' <own>")
    data, _ = compare(run(scheduler="stub"), run(), names)._repr_mimebundle_()
    text = data["text/plain"]
    assert text.startswith("The runs differ from 0 s on. Deployment/web has 3 pods on worker-1 in the first run")
    assert all(name in text for name in names)
    picture = ElementTree.fromstring(data["image/svg+xml"])
    assert len(picture.findall("{http://www.w3.org/2000/svg}svg")) == 2
    assert data["image/svg+xml"] == compare(run(scheduler="stub"), run(), names)._repr_mimebundle_()[0]["image/svg+xml"]
