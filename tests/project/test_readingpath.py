"""What lessons ask a learner to read stays short."""

from tools import readingpath

SOURCE = """'''A module.'''

# a comment
x = 1  # one


def f():
    '''A docstring
    of two lines.'''
    return '''a

b'''
"""


def test_only_code_counts():
    assert readingpath.code_lines(SOURCE) == {4, 7, 10, 11, 12}


def test_the_reading_path_stays_under_its_limit():
    total = sum(len(readingpath.code_lines(path.read_text(encoding="utf-8"))) for path in readingpath.reading_path())
    assert 0 < total <= readingpath.LIMIT


def test_machinery_is_not_on_the_reading_path(root):
    names = {path.relative_to(root / "kubelite").as_posix() for path in readingpath.reading_path()}
    assert "clock.py" in names
    assert names.isdisjoint(readingpath.NOT_READ)
    assert not any(name.startswith(("view/", "grading/", "controlplane/apiserver/")) for name in names)
