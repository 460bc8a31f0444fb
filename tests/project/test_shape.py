"""Files and functions of kubelite stay small enough to be read in one go."""

import ast

from tools.readingpath import code_lines

MAX_FILE = 250  # lines of code, without blank lines, comments and docstrings
MAX_FUNCTION = 40


def sources(root):
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in (root / "kubelite").rglob("*.py")
    }


def test_files_are_short(root):
    long = {name: lines for name, source in sources(root).items() if (lines := len(code_lines(source))) > MAX_FILE}
    assert long == {}


def test_functions_are_short(root):
    long = {}
    for name, source in sources(root).items():
        code = code_lines(source)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                lines = len(code & set(range(node.lineno, node.end_lineno + 1)))
                if lines > MAX_FUNCTION:
                    long[f"{name}:{node.name}"] = lines
    assert long == {}
