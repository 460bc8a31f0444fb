"""No hostile submission gains a point, reads or writes outside of its folder, or leaves anything behind."""

import os
import socket

import pytest

from tests.grading import hostile
from tests.grading.notebook import QUICK, graded, handed_in

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="needs rlimits")]
SECRET = "the-secret-of-somebody-else"


@pytest.fixture
def target(tmp_path, monkeypatch):
    """A folder of somebody else, which everybody may write to: only the walls are in the way."""
    folder = tmp_path / "target"
    folder.mkdir()
    folder.chmod(0o777)
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.txt").chmod(0o666)
    monkeypatch.setenv("SECRET", SECRET)
    monkeypatch.setenv("KUBELITE_GRADING_SEED", SECRET)
    return folder


@pytest.fixture
def port():
    """A port of this machine on which somebody listens; fails when somebody called."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.01)
        yield server.getsockname()[1]
        with pytest.raises(TimeoutError):
            server.accept()


def written(source, **places):
    """The source with this machine's places in it."""
    for name, place in places.items():
        source = source.replace(name, str(place))
    return source


@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_a_hostile_submission_gets_what_it_deserves(name, target, port, root, tmp_path):
    source = written(hostile.HOSTILE[name], TARGET=target, ROOT=root, PORT=port, PID=os.getpid())
    before = about(target), about(target / "secret.txt"), about(root / "kubelite" / "__init__.py")
    result = graded(handed_in(source), tmp_path, QUICK)
    assert result.points == 0
    assert len(result.failures) == 8, "each test has a result, and a reason"
    assert all(result.failures.values())
    assert SECRET not in result.seen
    assert "BEGIN HIDDEN" not in result.seen
    assert len(result.seen) < 400_000
    assert before == (about(target), about(target / "secret.txt"), about(root / "kubelite" / "__init__.py"))
    assert sorted(path.name for path in target.iterdir()) == ["secret.txt"]
    assert (target / "secret.txt").read_text() == SECRET


def about(path):
    """What a solution might have changed of a file or folder."""
    status = path.stat()
    attributes = os.listxattr(path) if hasattr(os, "listxattr") else []
    return status.st_mode, status.st_uid, status.st_gid, status.st_mtime_ns, status.st_nlink, attributes
