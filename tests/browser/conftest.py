"""A JupyterLab of its own for browser tests: nothing of the user's settings, no news, no token."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

NEWS = {"fetchNews": "false", "checkForUpdates": False}  # otherwise a question covers the page at the first start


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """Return a function that starts JupyterLab on a folder and returns its address, without a slash at the end."""
    settings = tmp_path / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(NEWS))
    own = {
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
    }

    with ExitStack() as servers:

        def start(folder: Path) -> str:
            port = _free_port()
            options = [f"--ServerApp.root_dir={folder}", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
            options += ["--no-browser", "--allow-root", "--IdentityProvider.token="]
            options += ["--LabApp.expose_app_in_browser=True"]  # so that a test can ask whether the kernel is there
            log = servers.enter_context((tmp_path / f"lab-{port}.log").open("w+"))
            command = [sys.executable, "-m", "jupyterlab", *options]
            server = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log)
            servers.callback(_stop, server)
            _wait(server, f"http://localhost:{port}/api/status", Path(log.name))
            return f"http://localhost:{port}"

        yield start


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()


def _wait(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    """Return when the server answers; fail with its log when it ends before."""
    while True:
        try:
            urllib.request.urlopen(address, timeout=60).close()
            return
        except OSError:
            try:
                server.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
