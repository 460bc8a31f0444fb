"""kubelite/cli/lab.py: JupyterLab ends when `kubelite lab` is told to end."""

import signal
import subprocess
import sys

import pytest

RUN = """
import sys
from pathlib import Path
from kubelite.cli.lab import _run_to_the_end
child = "import time; print('here', flush=True); time.sleep(60)"
sys.exit(_run_to_the_end([sys.executable, "-c", child], Path(".")) + 100)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_what_it_started_does_not_outlive_it() -> None:
    with subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True) as lab:
        assert lab.stdout is not None
        assert lab.stdout.readline() == "here\n"
        lab.send_signal(signal.SIGINT)  # Ctrl+C is the affair of the program that it runs
        lab.send_signal(signal.SIGTERM)
        assert lab.stdout.read() == "", "the pipe is closed only when both have ended"
        assert lab.wait() == 100 - signal.SIGTERM
