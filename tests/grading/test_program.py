"""kubelite/grading/program.py: what a student's process is given, and which names it may define for the tests."""

from kubelite.grading.program import Role, program
from kubelite.grading.source import as_python, names


def cell(name, source, kind="code", **about):
    metadata = {"nbgrader": {"grade_id": name, **about}} if about else {}
    return {"cell_type": kind, "id": name, "source": source, "metadata": metadata}


def steps(*cells, released=""):
    return {step.id: step for step in program(cells, {"fits": released})}


def solution(source):
    return cell("fits", source, solution=True, grade=False)


TEST = cell("test", "exercise.check('x').call(fits, helper).expect(True, story='secret')", grade=True, solution=False)
RELEASED = "def fits(pod):\n    raise NotImplementedError()"


def test_a_solution_gets_what_it_uses_and_what_that_needs():
    found = steps(
        cell("imports", "from kubelite import Cluster, cpu, request\nimport math as m, json"),
        cell("shown", "SPARE = cpu('1')\ndef asks(pod):\n    return request(pod, 'cpu') + SPARE\nother = Cluster()"),
        solution("def fits(pod):\n    return asks(pod) < m.pi"),
    )
    assert found["imports"].child_source == "from kubelite import cpu, request\nimport math as m"
    assert found["shown"].child_source == ("SPARE = cpu('1')\ndef asks(pod):\n    return request(pod, 'cpu') + SPARE")


def test_what_changes_an_object_goes_with_it():
    found = steps(
        cell("shown", "cluster = make()\ncluster.apply('x')\ncluster.parts['a'] = 1\nprint(1)"),
        solution("def fits(pod):\n    return cluster"),
    )
    assert found["shown"].child_source == "cluster = make()\ncluster.apply('x')\ncluster.parts['a'] = 1"


def test_local_names_drag_nothing_along():
    found = steps(cell("shown", "for pod in pods: print(pod)"), solution("def fits(pod):\n    return [x for x in pod]"))
    assert found["shown"].child_source == ""


def test_tests_never_enter_the_process():
    found = steps(solution("def fits(pod):\n    return globals()['story']"), TEST)
    assert found["test"].role is Role.TEST
    assert found["test"].child_source == ""
    assert not any("secret" in step.child_source for step in found.values())


def test_a_solution_defines_what_was_released_and_what_nobody_else_binds():
    found = steps(
        cell("imports", "from kubelite.grading import Exercise\nexercise = Exercise('x', 1)"),
        solution("exercise = Exercise = check = print = None\ndef fits(pod): return True\nhelper = 1"),
        TEST,
        released=RELEASED,
    )
    assert found["fits"].wanted == ("fits", "helper")


def test_unknown_imports_leave_no_room_for_other_names():
    found = steps(cell("imports", "from kubelite.grading import *"), solution("helper = 1"), TEST, released=RELEASED)
    assert found["fits"].wanted == ("fits",)


def test_lines_for_ipython_are_left_out():
    assert as_python("%time x = 1\ny = 2\n!ls\ny?") == "pass\ny = 2\npass\npass"
    assert as_python("%%time\nx = 1") == "\nx = 1"
    assert as_python("x = 5 % 3") == "x = 5 % 3"
    assert as_python("x = (") == "x = ("


def test_names_are_those_of_the_notebook():
    found = names("def f(a):\n    global g\n    g = b\n    c = a\nx: int = y\nimport os.path")
    assert found.bound == {"f", "g", "x", "os"}
    assert found.used == {"b", "int", "y"}
    assert names("x = (") == (frozenset(), frozenset())
