"""``kubelite run FILE…``: what becomes of some manifests on a fresh cluster."""

from __future__ import annotations

import argparse
import re
import sys
import time
from typing import TYPE_CHECKING, Any

from kubelite.manifests import ManifestError, read
from kubelite.objects.errors import APIError

if TYPE_CHECKING:
    from kubelite.cluster import Cluster

_UNITS = {"s": 1, "m": 60, "h": 3600, "": 1}


def add_to(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "run",
        help="apply manifests to a fresh simulated cluster and say what became of them",
        description="Apply manifests to a fresh simulated cluster, let simulated time pass, print what became of them. "
        "The exit code is 1 when something is not ready at the end.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="YAML file or folder; - is the standard input")
    parser.add_argument("--workers", type=_number, default=3, metavar="N", help="number of worker nodes (default: 3)")
    parser.add_argument(
        "--for",
        dest="seconds",
        type=duration,
        default=60,
        metavar="TIME",
        help="simulated time, such as 60s, 5m, 1h (default: 60s)",
    )
    parser.add_argument("--seed", type=int, default=0, help="the seed of everything that is random (default: 0)")
    return parser


def main(arguments: argparse.Namespace) -> int:
    """Run the command: 0 when all is ready, 1 when something is not, 2 when a manifest cannot be read or is refused."""
    from kubelite.cluster import Cluster

    started = time.perf_counter()
    try:
        manifests = [
            manifest for file in arguments.files for manifest in read(sys.stdin.read() if file == "-" else file)
        ]
        cluster = Cluster(workers=arguments.workers, seed=arguments.seed)
        for namespace in _missing_namespaces(manifests):
            cluster.client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
            print(f"namespace/{namespace} created, because a manifest names it")
        print(cluster.apply(manifests))
    except (ManifestError, APIError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    ready_after = _let_time_pass(cluster, arguments.seconds)
    _print_end(cluster)
    problems = cluster.problems()
    wall = time.perf_counter() - started
    if problems:
        print(f"\nNot ready after {_shown(arguments.seconds)} of simulated time ({wall:.2f} s):")
        print("\n".join(f"  {problem}" for problem in problems))
        return 1
    print(f"\nEverything has been ready since {_shown(ready_after)} of simulated time; this took {wall:.2f} s.")
    return 0


def duration(text: str) -> float:
    """Seconds in a text such as ``60s``, ``5m``, ``1m30s``, ``90``."""
    parts = re.findall(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if (
        not parts
        or "".join(number + unit for number, unit in parts) != text
        or (len(parts) > 1 and any(not u for _, u in parts))
    ):
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write 60s, 5m or 1m30s")
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _number(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of nodes; write 0 or more")
    return int(text)


def _missing_namespaces(manifests: list[dict[str, Any]]) -> list[str]:
    """Namespaces that the manifests name and neither bring along nor find there."""
    named, brought = {"default", "kube-system", "kube-public", "kube-node-lease"}, list[str]()
    for manifest in manifests:
        metadata = manifest.get("metadata")
        if isinstance(metadata, dict):
            own = metadata.get("name") if manifest.get("kind") == "Namespace" else metadata.get("namespace")
            if isinstance(own, str) and own not in named:
                named.add(own)
                brought += [] if manifest.get("kind") == "Namespace" else [own]
    return brought


def _let_time_pass(cluster: Cluster, seconds: float) -> float:
    """Let ``seconds`` pass with a progress line; say since when everything has been ready without a break."""
    live = sys.stdout.isatty()
    ready_since: float | None = None
    begin = cluster.clock.now
    while (passed := cluster.clock.now - begin) < seconds:
        cluster.run(seconds=min(1.0, seconds - passed))
        problems = cluster.problems()
        ready_since = None if problems else (cluster.clock.now - begin if ready_since is None else ready_since)
        if live:
            print(f"\r\033[K{_shown(cluster.clock.now - begin)}: {cluster.sentence()}", end="", flush=True)
    print("\r\033[K" if live else "", end="" if live else "\n")
    return seconds if ready_since is None else ready_since


def _print_end(cluster: Cluster) -> None:
    everywhere = any(each.metadata.namespace != "default" for each in cluster.get("pods", all_namespaces=True))
    for kind in ("deployments", "replicasets", "pods", "services"):
        table = cluster.get(kind, all_namespaces=everywhere)
        owned = kind == "replicasets" and all(each.metadata.owner_references for each in table)
        if len(table) and not owned:
            print(f"{table}\n")


def _shown(seconds: float) -> str:
    return f"{seconds:g} s"
