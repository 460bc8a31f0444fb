"""Behaviour as data."""

import pytest

from kubelite.node.behaviour import Behaviour, Images, tagged


def test_an_image_that_nobody_described_runs_for_ever() -> None:
    assert Images()["shop/backend:2"].lifetime is None


def test_an_image_that_nobody_described_can_end_well() -> None:
    behaviour = Images().of("busybox", lifetime=3)
    assert (behaviour.lifetime, behaviour.exit_code or 0) == (3, 0)


def test_a_described_image_keeps_its_behaviour_in_every_role() -> None:
    images = Images()
    images["shop/backend:2"] = Behaviour(start_seconds=7)
    assert images.of("shop/backend:2", lifetime=3).start_seconds == 7
    assert "shop/backend:2" in images
    assert "shop/backend:3" not in images


def test_no_tag_means_latest() -> None:
    images = Images()
    images["nginx"] = Behaviour(size=5)
    assert images["nginx:latest"].size == 5


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("nginx", "nginx:latest"),
        ("nginx:1.27", "nginx:1.27"),
        ("registry:5000/shop/backend", "registry:5000/shop/backend:latest"),
        ("shop@sha256:abc", "shop@sha256:abc"),
    ],
)
def test_names_with_their_tag(image: str, name: str) -> None:
    assert tagged(image) == name


@pytest.mark.parametrize(
    ("behaviour", "lifetime"),
    [
        (Behaviour(), None),
        (Behaviour(exit_code=1), 0),
        (Behaviour(exit_after=5), 5),
        (Behaviour(exit_code=1, exit_after=5), 5),
    ],
)
def test_how_long_a_container_lives(behaviour: Behaviour, lifetime: float | None) -> None:
    assert behaviour.lifetime == lifetime


def test_wrong_behaviour_is_refused_with_advice() -> None:
    with pytest.raises(ValueError, match=r"Behaviour\(pull_seconds=-1\): give 0 or more"):
        Behaviour(pull_seconds=-1)
    with pytest.raises(TypeError, match="give the lines as a tuple"):
        Behaviour(logs="started")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"wants a Behaviour, such as .*, and got int"):
        Images()["shop"] = 3  # type: ignore[assignment]
