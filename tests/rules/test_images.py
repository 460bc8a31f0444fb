"""kubelite/rules/images.py: which program runs where."""

from random import Random

import pytest

from kubelite import Host, Image
from kubelite.grading.programs import Programs
from kubelite.rules.images import can_run, why_not

BARE = Image("backend.py", needs=("python 3.12",), reads=("LANG",), containerised=False)
PACKED = Image(
    "shop/backend:1.0",
    needs=("python 3.12",),
    reads=("LANG",),
    dependencies=("python 3.12", "flask"),
    environment={"LANG": "ko_KR"},
)
EMPTY = Host("empty")
FULL = Host("full", dependencies=("python 3.12",), environment={"LANG": "en_GB", "HOME": "/root"})


def test_a_container_brings_what_it_needs():
    assert can_run(PACKED, EMPTY)
    assert can_run(PACKED, FULL)


def test_a_bare_program_needs_it_on_the_host():
    assert can_run(BARE, FULL)
    assert not can_run(BARE, EMPTY)
    assert not can_run(BARE, Host("no-lang", dependencies=("python 3.12",)))
    assert not can_run(BARE, Host("old", dependencies=("python 3.9",), environment={"LANG": ""}))


def test_a_container_finds_nothing_on_the_host():
    forgotten = Image("shop/backend:0.9", needs=("python 3.12",), reads=("LANG",), dependencies=("python 3.12",))
    assert not can_run(forgotten, FULL)
    assert not can_run(Image("shop/backend:0.8", needs=("python 3.12",)), FULL)


@pytest.mark.parametrize("other", [{"architecture": "arm64"}, {"kernel": "windows"}])
@pytest.mark.parametrize("image", [Image("shop/page:1.0"), Image("page", containerised=False)])
def test_processor_and_kernel_are_those_of_the_host(image, other):
    assert can_run(image, EMPTY)
    assert not can_run(image, Host("other", **other))
    here = Host("other", **other)
    assert can_run(Image(image.name, containerised=image.containerised, **other), here)


def test_an_image_and_a_host_never_change():
    image = Image("shop/page:1.0", needs=["nginx"], environment={"LANG": "ko_KR"})
    assert image.needs == ("nginx",)
    with pytest.raises(AttributeError):
        image.kernel = "windows"
    with pytest.raises(TypeError):
        image.environment["LANG"] = "en_GB"
    with pytest.raises(AttributeError):
        EMPTY.name = "full"
    assert len({image, Image("shop/page:1.0", needs=("nginx",), environment={"LANG": "ko_KR"})}) == 1


def test_mistakes_are_told():
    with pytest.raises(TypeError, match=r"Image\(needs='nginx'\): give several names, such as \('nginx',\)"):
        Image("shop/page:1.0", needs="nginx")
    with pytest.raises(ValueError, match='"page" is a bare program and brings only its code'):
        Image("page", dependencies=("nginx",), containerised=False)


def test_only_what_is_special_is_shown():
    assert repr(Image("page", containerised=False)) == "Image(name='page', containerised=False)"


def test_why_not_names_the_first_obstacle():
    assert why_not(PACKED, EMPTY) == ""
    assert why_not(PACKED, Host("pi", architecture="arm64")) == "shop/backend:1.0 is built for amd64, and pi has arm64"
    assert (
        why_not(PACKED, Host("till", kernel="windows")) == "shop/backend:1.0 is built for linux, and till has windows"
    )
    assert why_not(BARE, EMPTY) == "backend.py needs python 3.12, which is not on empty"
    assert why_not(BARE, Host("new", dependencies=("python 3.12",))) == "backend.py needs LANG, which is not on new"
    assert why_not(Image("page:1", needs=("nginx",)), FULL) == "page:1 needs nginx, which is not in the image"


def test_there_is_a_reason_exactly_when_it_cannot_run():
    draws, random = Programs(), Random(7)
    for image, host in (draws.draw(random) for _ in range(500)):
        assert can_run(image, host) is (why_not(image, host) == "")
