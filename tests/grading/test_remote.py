"""kubelite/grading/remote: calling a function in another process gives what calling it here gives, or says why not."""

import os
import shutil
import subprocess
import sys
import types
from datetime import UTC, datetime

import pytest

from kubelite import Cluster, Host, Image, Unschedulable
from kubelite.controlplane.controllers.ownreconcile import Create, Delete
from kubelite.grading import CheckFailed, a_container, a_node, a_pod, a_replicaset, a_service, a_taint, decides
from kubelite.grading.calling import NoAnswer, ask
from kubelite.grading.plain import same
from kubelite.grading.remote.messages import Run
from kubelite.grading.remote.process import CannotConfine
from kubelite.grading.remote.sandbox import bubblewrap
from kubelite.grading.remote.student import Student
from kubelite.rules.requests import Amounts
from tests.grading.notebook import QUICK, UNHURRIED
from tests.grading.test_deciding import BACKEND, PLACED

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the walls of Linux")
ECHO = "def echo(*values):\n    return list(values)\n"


@pytest.fixture(scope="module")
def student():
    with Student(UNHURRIED) as student:
        yield student


def functions(student, source, *names):
    ran = student.run(Run("test", source, names))
    assert ran.failure is None
    return [ran.bound[name] for name in names]


VALUES = [
    *(None, True, False, 0, 1, -1, 2**63, -(2**63), 10**400, 1.0, 0.1, float("inf"), "", "ä\0✓"),
    *([], (), {}, [1, (2, [3]), {"a": (1.5,)}], {1: "a", "1": "b", (1, 2): None}, ["r", 0], ["l"], {"d": 1}),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
def test_plain_data_come_back_as_they_went(value, student):
    (echo,) = functions(student, ECHO, "echo")
    assert same(echo(value), [value])


def test_moments_travel(student):
    source = "def late(now, taint):\n    return (now - taint.time_added).total_seconds()\n"
    late, echo = functions(student, source + ECHO, "late", "echo")
    now = datetime(2026, 1, 1, 9, 5, 0, 1, tzinfo=UTC)
    assert late(now, a_taint("gpu:NoExecute", added="2026-01-01T09:00:00Z")) == 300.000001
    assert echo(now) == [now]


def test_objects_come_back_as_the_very_same(student):
    (echo,) = functions(student, ECHO, "echo")
    pod = a_pod("web", cpu="100m")
    node = a_node("worker-1", cpu="2", memory="1Gi", pods=[pod])
    back = echo(pod, node, [pod], node.node, pod.spec.containers[0], Amounts(cpu=3))
    assert back[0] is pod
    assert back[1] is node
    assert back[2] == [pod]
    assert back[4] is pod.spec.containers[0]


def test_a_function_sees_what_it_would_see_here(student):
    source = (
        "def seen(pod, node):\n    first = node.pods[0]\n"
        "    return [pod.metadata.name, first.metadata.labels == {}, first.status.phase, first is node.pods[0],\n"
        "            dict(node.free), node.name, len(node.pods), type(node).__name__, repr(pod)]\n"
    )
    (seen,) = functions(student, source, "seen")
    names = {}
    exec(source, names)
    cache = a_pod("cache", cpu="500m", memory="1Gi", phase="Pending")
    node = a_node("worker-1", cpu="2", memory="4Gi", pods=[cache, a_pod("web")])
    assert same(seen(cache, node), names["seen"](cache, node))


def test_images_and_hosts_travel(student):
    image = Image("page:1", needs=("nginx",), reads=("LANG",), dependencies=("nginx",), environment={"LANG": "ko"})
    host = Host("old", architecture="arm64", kernel="windows")
    bare = Image("page", containerised=False)
    source = (
        "def seen(image, host, bare):\n"
        "    return [repr(image), repr(host), repr(bare), hash(image) == hash(image), dict(image.environment), image]\n"
    )
    (seen,) = functions(student, source, "seen")
    said = seen(image, host, bare)
    assert said[:5] == [repr(image), repr(host), repr(bare), True, {"LANG": "ko"}]
    assert said[5] is image


def test_exceptions_are_those_of_the_function(student):
    source = "class Odd(Exception): pass\ndef bad(kind):\n    raise (Odd if kind == 'Odd' else eval(kind))('why')\n"
    (bad,) = functions(student, source, "bad")
    for kind in (ValueError, KeyError, ZeroDivisionError, NotImplementedError):
        with pytest.raises(kind, match="why"):
            bad(kind.__name__)
    assert ask(bad, "Odd").problem.startswith(
        "bad stopped with Odd: why.\nThat was at this line of yours:\n\n    raise (Odd if"
    )
    assert "bad stopped with SystemExit: why" in ask(bad, "SystemExit").problem


def test_unschedulable_comes_back(student):
    source = "from kubelite import Unschedulable\ndef no():\n    return Unschedulable('too hot', 'too cold')\n"
    (no,) = functions(student, source, "no")
    answer = no()
    assert type(answer) is Unschedulable
    assert answer.reasons == ("too hot", "too cold")


def test_what_a_controller_asks_for_comes_back(student):
    source = (
        "from kubelite import Create, Delete\n"
        "def plan(rs, pods):\n"
        "    return [Create(), Create(node_name='w'), Delete(pods[0].metadata.name), Delete(rs.spec.replicas)]\n"
    )
    (plan,) = functions(student, source, "plan")
    answer = plan(a_replicaset("web", replicas=2), (a_pod("web-1"),))
    assert same(answer, [Create(), Create(node_name="w"), Delete("web-1"), Delete(2)])


def test_a_replicaset_and_a_service_arrive_as_they_are(student):
    source = (
        "from kubelite.rules.owners import is_controlled_by\n"
        "from kubelite.rules.podstate import is_ready, is_terminating\n"
        "def seen(rs, service, pod):\n"
        "    return [is_controlled_by(pod, rs), is_ready(pod), is_terminating(pod), dict(service.spec.selector),\n"
        "            service.spec.ports[0].target_port, pod.status.pod_ip, pod.spec.containers[0].ports[0].name]\n"
    )
    (seen,) = functions(student, source, "seen")
    rs = a_replicaset("web", replicas=2)
    service = a_service("web", selector={"a": "b"}, port=80, target_port="http")
    web = a_container("web", ports={"http": 8080})
    pod = a_pod("web-1", web, owner=rs, ready=True, terminating=True, ip="10.244.0.7")
    assert seen(rs, service, pod) == [True, True, True, {"a": "b"}, "http", "10.244.0.7", "http"]


def test_what_is_not_plain_is_named_by_its_type(student):
    (make,) = functions(student, "class Thing: pass\ndef make(): return [Thing(), {1, 2}, make]\n", "make")
    thing, numbers, function = make()
    assert type(thing).__name__ == "Thing"
    assert numbers == {1, 2}
    assert type(function).__name__ == "function"


def test_a_named_tuple_comes_back_as_a_tuple(student):
    source = "from collections import namedtuple\nPair = namedtuple('Pair', 'ip port')\n"
    (make,) = functions(student, source + "def make(): return [Pair('10.244.0.7', Pair(1, 2))]\n", "make")
    assert make() == [("10.244.0.7", (1, 2))]


def test_only_the_names_that_are_asked_for_come_back(student):
    ran = student.run(Run("test", "fits = lambda: True\nanswer = [1, 2]\ncheck = None\n", ("fits", "answer", "other")))
    assert sorted(ran.bound) == ["answer", "fits"]
    assert ran.bound["answer"] == [1, 2]


def test_what_a_function_prints_is_printed_here(student, capsys):
    source = "import sys\ndef talk():\n    print('hello')\n    print('careful', file=sys.stderr)\n"
    (talk,) = functions(student, source, "talk")
    talk()
    assert capsys.readouterr() == ("hello\ncareful\n", "")


def test_a_lost_process_is_replaced_for_the_next_cell():
    source = "import os\ndef fits(leave):\n    if leave: os._exit(1)\n    return True\n"
    with Student(UNHURRIED) as student:
        (fits,) = functions(student, source, "fits")
        student.begin_cell()
        with pytest.raises(NoAnswer):
            fits(True)
        with pytest.raises(NoAnswer):
            fits(False)
        student.begin_cell()
        assert fits(False) is True


def test_nothing_is_left_when_it_ends(tmp_path):
    with Student(QUICK) as student:
        student.start()
        process = student._process._process
        folder = student._process._folder
    assert process.poll() is not None
    assert not os.path.exists(folder)  # noqa: PTH110
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
    assert children.stdout.strip() == ""


def test_weak_walls_are_refused_unless_somebody_allows_them():
    weak = {"without": ("landlock", "seccomp", "namespaces")}
    with pytest.raises(CannotConfine, match="reading and writing files"), Student(QUICK, **weak) as student:
        student.start()
    with Student(QUICK, allow_weak=True, **weak) as student:
        applied = student.start()
    assert (applied.files, applied.network, applied.processes, applied.limits) == ("", "", "", "rlimits")


@pytest.mark.parametrize("missing", [("namespaces",), ("seccomp",)])
def test_each_layer_alone_is_enough(missing):
    with Student(UNHURRIED, without=missing) as student:
        applied = student.start()
        assert applied.network == applied.processes == ("seccomp" if missing == ("namespaces",) else "namespace")
        (look,) = functions(student, "def look(): return open('/etc/passwd').read()", "look")
        with pytest.raises(Exception, match="Permission denied"):
            look()


def test_bubblewrap_stands_in_for_landlock(monkeypatch, tmp_path):
    monkeypatch.setattr(bubblewrap.landlock, "version", lambda: 0)
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    assert bubblewrap.wrapped(["python"], "/own", ["/lib"]) == (["python"], False)
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: "/bin/bwrap")
    command, inside = bubblewrap.wrapped(["/bin/python", "-I"], "/own", ["/lib"])
    assert inside
    assert command[:2] == ["/bin/bwrap", "--unshare-all"]
    assert command[-3:] == ["--", "/bin/python", "-I"]
    readable = [command[at + 1] for at, word in enumerate(command) if word == "--ro-bind-try"]
    assert readable == ["/lib", os.path.realpath("/bin/python")]


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_bubblewrap_keeps_a_process_apart(monkeypatch):
    monkeypatch.setattr(bubblewrap, "landlock", types.SimpleNamespace(version=lambda: 0))
    with Student(UNHURRIED, without=("landlock",)) as student:
        assert student.start().files == "bubblewrap"
        (look,) = functions(student, "def look(): return open('/etc/passwd').read()", "look")
        with pytest.raises(Exception, match="No such file"):
            look()


def test_a_function_elsewhere_decides_in_a_living_cluster(student, capsys):
    source = (
        "from kubelite import request\ndef by_cpu(pod, node):\n    return request(pod, 'cpu') <= node.free['cpu']\n"
    )
    (by_cpu,) = functions(student, source, "by_cpu")
    decides("It decides", by_cpu, Cluster(workers=3, cpu="2", scheduler="stub"), BACKEND, placed=PLACED)
    (unwritten,) = functions(student, "def unwritten(pod, node):\n    raise NotImplementedError()\n", "unwritten")
    with pytest.raises(CheckFailed, match="it is not written yet"):
        decides("It decides", unwritten, Cluster(workers=3, cpu="2", scheduler="stub"), BACKEND, placed=PLACED)
