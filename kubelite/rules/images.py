"""What a program needs to run, and where it finds it: an image, a host, and whether the one can run on the other.

An *image* is a package. Its code needs dependencies (languages, libraries) and reads environment variables. The
container of an image finds both in the image. A *bare program* is code without a package around it
(``containerised=False``): it finds both on the host. Neither brings a processor or a kernel: those are the host's.

Source of the rule: an image names its ``architecture`` and ``os`` (OCI image specification, ``config.md``), as a node
does in its labels ``kubernetes.io/arch`` and ``kubernetes.io/os``. A container runtime does not know what code needs;
``needs`` and ``reads`` are there to see beforehand what would otherwise show when the program stops.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kubelite.objects.frozen import FrozenMap

Environment = FrozenMap[str, str]
NO_ENVIRONMENT: Environment = FrozenMap()


class Image(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True):
    """A package: ``Image("shop/backend:1.0", needs=("python 3.12",), dependencies=("python 3.12",))``.

    Raises ``TypeError`` for a text where several names are expected, ``ValueError`` for a bare program that brings
    something along.
    """

    name: str
    needs: tuple[str, ...] = ()
    """The dependencies that its code needs."""
    reads: tuple[str, ...] = ()
    """The environment variables that its code reads."""
    dependencies: tuple[str, ...] = ()
    """The dependencies that are in the package."""
    environment: Environment = NO_ENVIRONMENT
    """The environment variables that are in the package: name → value."""
    architecture: str = "amd64"
    """The sort of processor for which it was built: ``amd64`` or ``arm64``."""
    kernel: str = "linux"
    """The kernel for which it was built: ``linux`` or ``windows``."""
    containerised: bool = True
    """Whether it runs as a container. If not it is a bare program, and brings nothing but its code."""

    def __post_init__(self) -> None:
        _freeze(self, "needs", "reads", "dependencies")
        if not self.containerised and (self.dependencies or self.environment):
            said = f'"{self.name}" is a bare program and brings only its code'
            raise ValueError(f"{said}: leave out dependencies and environment, or make it containerised")


class Host(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True):
    """A computer, and what is installed on it: ``Host("laptop", dependencies=("python 3.12",))``."""

    name: str
    dependencies: tuple[str, ...] = ()
    """The dependencies that are installed on it."""
    environment: Environment = NO_ENVIRONMENT
    """The environment variables that are set on it: name → value."""
    architecture: str = "amd64"
    """The sort of its processor: ``amd64`` or ``arm64``."""
    kernel: str = "linux"
    """Its kernel: ``linux`` or ``windows``."""

    def __post_init__(self) -> None:
        _freeze(self, "dependencies")


def can_run(image: Image, host: Host) -> bool:
    """Whether ``image`` can run on ``host``: processor and kernel fit, and its code finds what it needs."""
    if (image.architecture, image.kernel) != (host.architecture, host.kernel):
        return False
    around = image if image.containerised else host
    return set(image.needs) <= set(around.dependencies) and set(image.reads) <= set(around.environment)


def why_not(image: Image, host: Host) -> str:
    """The first thing that keeps ``image`` from running on ``host``, in a sentence; ``""`` when it can run."""
    for part in ("architecture", "kernel"):
        built_for, there = getattr(image, part), getattr(host, part)
        if built_for != there:
            return f"{image.name} is built for {built_for}, and {host.name} has {there}"
    around, place = (image, "in the image") if image.containerised else (host, f"on {host.name}")
    wanted = [(name, around.dependencies) for name in image.needs] + [
        (name, around.environment) for name in image.reads
    ]
    missing = [name for name, found in wanted if name not in found]
    return f"{image.name} needs {missing[0]}, which is not {place}" if missing else ""


def _freeze(made: Image | Host, *lists: str) -> None:
    """Let nobody change ``made`` afterwards, also if it was given lists and a dict."""
    for field in lists:
        names: Iterable[str] = getattr(made, field)
        if isinstance(names, str):
            raise TypeError(f"{type(made).__name__}({field}={names!r}): give several names, such as ({names!r},)")
        msgspec.structs.force_setattr(made, field, tuple(names))
    environment = FrozenMap(made.environment) if made.environment else NO_ENVIRONMENT
    msgspec.structs.force_setattr(made, "environment", environment)
