"""The picture: complete, small, deterministic, and never by colour alone."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.view.health import HEALTHS
from kubelite.view.snapshot import snapshot
from kubelite.view.svg import to_svg
from kubelite.view.svg.colours import STATE_COLOURS, owner_stripes
from kubelite.view.svg.elements import shortened, width_of, wrapped
from tests.view.scenes import FakeClient, node, pod, random_snapshot, service

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def tooltips(picture: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(picture).iter(f"{SVG}title")]


def test_a_picture_shows_nodes_pods_services_and_what_is_pending() -> None:
    taint = {"key": "example.com/gpu", "value": "true", "effect": "NoSchedule"}
    refused = {"type": "PodScheduled", "status": "False", "message": "0/2 nodes are available: 2 Insufficient cpu."}
    client = FakeClient(
        node("alpha", spec={"taints": [taint]}),
        node("beta", ready="False", spec={"unschedulable": True}),
        pod("web-1", "alpha"),
        pod("big", status={"phase": "Pending", "conditions": [refused]}),
        *service("shop", ready=["web-1"], not_ready=["other"]),
    )
    picture = to_svg(snapshot(client))
    words = texts(picture)
    for expected in (
        "alpha",
        "beta",
        "web-1",
        "big",
        "shop",
        "1/2 ready",
        "Pending: 1",
        "Not ready",
        "gpu=true:NoSchedule",
    ):
        assert expected in words
    assert any("cordoned" in each for each in words)
    assert "0/2 nodes are available: 2 Insufficient cpu." in words
    assert any(each.startswith("web-1\nRunning, 1 of 1 ready") for each in tooltips(picture))


def test_it_is_an_image_with_title_and_description() -> None:
    root = ElementTree.fromstring(to_svg(snapshot(FakeClient(node("n"), pod("a", "n"), pod("b", "n")))))
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root[1].text == "2 of 2 pods are ready on 1 node; nothing is pending."


def test_it_needs_nothing_from_outside_and_runs_nothing() -> None:
    picture = to_svg(random_snapshot(1, 5, 60))
    assert not re.search(r"<(script|style|image|foreignObject|a)\b|\son\w+=|url\(|@import", picture)
    assert re.findall(r"https?://[^\"']+", picture) == ["http://www.w3.org/2000/svg"]
    assert {link[0] for link in re.findall(r'href="([^"]*)"', picture)} == {"#"}


def test_every_state_has_its_own_shape() -> None:
    root = ElementTree.fromstring(to_svg(random_snapshot(1, 3, 10)))
    shapes = {sign.get("id"): sign[1].get("d") for sign in root.find(f"{SVG}defs") or ()}
    assert set(shapes) == {f"kubelite-{health.replace(' ', '-')}" for health in HEALTHS}
    assert len(set(shapes.values())) == len(HEALTHS) == len(STATE_COLOURS)


def test_names_cannot_break_the_picture() -> None:
    picture = to_svg(snapshot(FakeClient(node("<n&>"), pod('a"<b>', "<n&>"))))
    assert "<n&>" in texts(picture)
    assert 'a"<b>' in texts(picture)


def test_system_pods_are_shown_when_asked_for() -> None:
    seen = snapshot(FakeClient(node("n"), pod("dns", "n", namespace="kube-system")))
    assert "dns" not in texts(to_svg(seen))
    assert "dns" in texts(to_svg(seen, system=True))


@given(st.integers(0, 100), st.integers(0, 12), st.integers(0, 80))
def test_the_same_snapshot_gives_the_same_well_formed_picture(seed: int, nodes: int, pods: int) -> None:
    picture = to_svg(random_snapshot(seed, nodes, pods))
    assert picture == to_svg(random_snapshot(seed, nodes, pods))
    ElementTree.fromstring(picture)


@given(st.integers(0, 100), st.integers(1, 8), st.integers(0, 40))
def test_every_pod_can_be_found_in_the_picture(seed: int, nodes: int, pods: int) -> None:
    seen = random_snapshot(seed, nodes, pods)
    told = tooltips(to_svg(seen))
    singles = {tip.partition("\n")[0] for tip in told}
    counted = sum(int(tip.split()[0]) for tip in told if re.match(r"\d+ (more )?pods", tip))
    assert len(singles & {each.name for each in seen.pods}) + counted >= len(seen.pods) - len(seen.pending)


@pytest.mark.parametrize(
    ("nodes", "pods", "owners", "most"),
    [(20, 200, 12, 200), (20, 450, 40, 400), (40, 450, 60, 400), (40, 4000, 60, 400), (1500, 9000, 60, 400)],
)
def test_the_picture_stays_small(nodes: int, pods: int, owners: int, most: int) -> None:
    assert len(to_svg(random_snapshot(3, nodes, pods, owners)).encode()) < most * 1024


def test_many_pods_are_counted_by_owner_and_state() -> None:
    picture = to_svg(random_snapshot(5, 4, 900))
    shown = [int(tip.split()[0]) for tip in tooltips(picture) if re.match(r"\d+ (more )?pods", tip)]
    assert sum(shown) > 800
    assert any(word.startswith("×") for word in texts(picture))


def test_owners_have_colours_that_stay_when_another_comes() -> None:
    few = [f"Deployment/{name}" for name in ("cart", "frontend", "web")]
    before, after = owner_stripes(few), owner_stripes([*few, "Deployment/zebra"])
    assert {owner: after[owner] for owner in before} == before
    assert len(set(before.values())) == len(before)


def test_more_owners_than_colours_are_told_apart_by_the_pieces_of_their_stripe() -> None:
    stripes = owner_stripes(f"Deployment/{number}" for number in range(30))
    assert len(set(stripes.values())) == 31


@given(st.text(max_size=80), st.floats(20, 300))
def test_shortened_text_fits(words: str, room: float) -> None:
    assert width_of(shortened(words, 10, room), 10) <= room


def test_wrapped_text_keeps_its_words_and_its_lines() -> None:
    words = "one two three four five six seven"
    assert " ".join(wrapped(words, 10, 100, 9)) == words
    assert len(wrapped(words, 10, 60, 2)) == 2
    assert wrapped(words, 10, 60, 2)[-1].endswith("…")
    assert wrapped("", 10, 60, 2) == []
