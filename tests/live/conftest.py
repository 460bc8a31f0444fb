"""Servers for tests of a real cluster, and clients that are connected to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from kubelite import Cluster
from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.bootstrap import bootstrap
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.controlplane.etcd import Etcd
from kubelite.live import RealCluster, connect
from kubelite.live.client import LiveClient
from kubelite.live.kubeconfig import find
from kubelite.live.transport import Transport
from tests.live.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A whole simulated cluster behind HTTP: a control-plane node and two workers."""
    cluster = Cluster(workers=2)
    with Server(cluster.api, cluster.clock) as running:
        yield running


@pytest.fixture
def lonely() -> Iterator[Server]:
    """An API server and nobody else: no nodes, no controllers, no scheduler."""
    clock = Clock()
    api = APIServer(Etcd(clock.soon), clock, Random(0))
    bootstrap(LocalClient(api, clock))
    with Server(api, clock) as running:
        yield running


def connected(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> RealCluster:
    """What ``connect`` gives for a kubeconfig that leads to ``server``."""
    monkeypatch.setenv("KUBECONFIG", str(server.kubeconfig(folder)))
    monkeypatch.setenv("KUBELITE_LIVE", "")
    cluster = connect()
    assert isinstance(cluster, RealCluster), cluster
    return cluster


@pytest.fixture
def cluster(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RealCluster:
    """The simulated cluster, connected to."""
    return connected(server, tmp_path, monkeypatch)


@pytest.fixture
def lone_cluster(lonely: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RealCluster:
    """The API server without anybody, connected to."""
    return connected(lonely, tmp_path, monkeypatch)


@pytest.fixture
def client(server: Server, tmp_path: Path) -> LiveClient:
    """A client that may write into the namespace ``default`` of the simulated cluster."""
    _, api_client = find({"KUBECONFIG": str(server.kubeconfig(tmp_path))})
    return LiveClient(Transport(api_client), "default")
