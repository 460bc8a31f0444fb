"""Random cases for ``can_run``: an image or a bare program, and a host.

Every case lies near the limit, where mistakes show: as a rule at most one thing is missing, and whatever is missing in
the one place is often to be found in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from kubelite.objects.frozen import FrozenMap
from kubelite.rules.images import Environment, Host, Image, can_run

NEEDED = ("python 3.12", "flask", "openssl", "libpq", "curl")
DEPENDENCIES = (*NEEDED, "python 3.9", "flask-login")
"""What may be installed: also another version of what is needed, and something with nearly the same name."""
VARIABLES = {"SHOP_CURRENCY": "KRW", "LANG": "ko_KR", "TZ": "Asia/Seoul"}
ARCHITECTURES = ("amd64", "arm64")
KERNELS = ("linux", "windows")

Thing = TypeVar("Thing", Image, Host)


class Program(NamedTuple):
    """Can ``image`` run on ``host``?"""

    image: Image
    host: Host


@dataclass(frozen=True)
class Programs:
    """Draws programs and hosts, and asks the built-in ``can_run`` about them."""

    def draw(self, random: Random) -> Program:
        """A container or a bare program; of what its code needs, nothing or one thing is missing where it looks."""
        needs = tuple(random.sample(NEEDED, random.randint(0, 3)))
        reads = tuple(random.sample(tuple(VARIABLES), random.randint(0, 2)))
        architecture, kernel = random.choice(ARCHITECTURES), random.choice(KERNELS)
        image = Image("program", needs, reads, architecture=architecture, kernel=kernel)
        other = _mostly(architecture, ARCHITECTURES, random), _mostly(kernel, KERNELS, random)
        host = Host("host", architecture=other[0], kernel=other[1])
        missing = random.choice((*needs, *reads)) if (needs or reads) and random.random() < 0.5 else ""
        found = _with_others(random, needs, DEPENDENCIES, missing), _with_others(random, reads, (*VARIABLES,), missing)
        if random.random() < 0.4:
            return Program(replace(image, containerised=False), _with(host, *found))
        return Program(_with(image, *found), _with(host, _some(random, DEPENDENCIES), _some(random, (*VARIABLES,))))

    def expected(self, case: Program) -> bool:
        """What the built-in ``can_run`` says."""
        return can_run(case.image, case.host)

    def told(self, case: Program) -> str:
        """What the program needs, what it brings, and what the host has."""
        image, host = case
        kind = "is a container" if image.containerised else "is a bare program"
        lines = [f"{image.name} {kind} for {image.architecture} and {image.kernel}."]
        lines += [f"    its code needs  {_names(image.needs)}; it reads {_names(image.reads)}"]
        if image.containerised:
            lines += [f"    the image has   {_names(image.dependencies)}; variables: {_names(image.environment)}"]
        lines += [f"{host.name} has {host.architecture} and {host.kernel}."]
        lines += [f"    the host has    {_names(host.dependencies)}; variables: {_names(host.environment)}"]
        return "\n".join(lines)

    def smaller(self, case: Program) -> Iterator[Program]:
        """The same case with one name less somewhere, or with the usual processor and kernel."""
        for image in _simpler(case.image):
            yield Program(image, case.host)
        for host in _simpler(case.host):
            yield Program(case.image, host)
        for field, usual in (("architecture", "amd64"), ("kernel", "linux")):
            if getattr(case.image, field) == getattr(case.host, field) != usual:
                changed = {field: usual}
                yield Program(replace(case.image, **changed), replace(case.host, **changed))


def _simpler(thing: Thing) -> Iterator[Thing]:
    """The same image or host with one name less."""
    for field in ("needs", "reads", "dependencies"):
        names = getattr(thing, field, ())
        yield from (replace(thing, **{field: tuple(n for n in names if n != gone)}) for gone in names)
    for gone in thing.environment:
        left = {name: value for name, value in thing.environment.items() if name != gone}
        yield replace(thing, environment=FrozenMap(left))


def _with_others(random: Random, names: Sequence[str], every: Sequence[str], missing: str) -> tuple[str, ...]:
    """``names`` without the missing one, among others, in any order."""
    others = [name for name in every if name not in names and random.random() < 0.4]
    found = [*(name for name in names if name != missing), *others]
    return tuple(random.sample(found, len(found)))


def _some(random: Random, every: Sequence[str]) -> tuple[str, ...]:
    """What is on a host by chance: nothing, all, or some of it."""
    share = random.choice((0.0, 0.5, 1.0))
    return tuple(name for name in every if random.random() < share)


def _mostly(one: str, every: Sequence[str], random: Random) -> str:
    return one if random.random() < 0.85 else random.choice(every)


def _with(thing: Thing, dependencies: tuple[str, ...], variables: Sequence[str]) -> Thing:
    environment: Environment = FrozenMap({name: VARIABLES[name] for name in variables})
    return replace(thing, dependencies=dependencies, environment=environment)


def _names(names: Sequence[str] | Environment) -> str:
    return ", ".join(names) or "nothing"
