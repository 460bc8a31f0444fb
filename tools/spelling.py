"""Find misspelt words in what people read: documents, notebooks and hints.

    python -m tools.spelling     print every word that neither the dictionary nor tools/words.txt knows

The dictionary is that of pyspellchecker. It knows American English; the British spellings that we use, the words of
Kubernetes and names are in tools/words.txt.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml
from IPython.core.inputtransformer2 import TransformerManager
from spellchecker import SpellChecker

from tools.notebooks import ROOT, stored_notebooks

WORDS = ROOT / "tools" / "words.txt"
DOCUMENTS = ("*.md", "docs/*.md", "course/*.md")
HINTS = "kubelite/learning/hints/*.yaml"
NO_PROSE = re.compile(
    r"```.*?```"  # a block of code
    r"|`[^`]*`"  # code in a line
    r"|https?://\S+|\]\([^)]*\)|<[^>\s][^>]*>"  # addresses, the targets of links, HTML
    r"|\S*[\w)][/_@=]\S*|\S*\w\.\w\S*"  # paths, names of variables, files and hosts
    r"|\b\w*\d\w*\b"  # names with numbers
    r"|\b\w*[A-Z]\w*[A-Z]\w*\b|\b[a-z]+[A-Z]\w*\b",  # ReplicaSet, maxSurge, CPU
    re.DOTALL,
)
WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
LETTERS = 3  # shorter ones are abbreviations and parts of contractions


class Misspelt(NamedTuple):
    """A word that is not known, and where it stands."""

    place: str
    word: str


def misspelt(root: Path = ROOT) -> list[Misspelt]:
    """Every unknown word, once for each place."""
    check = SpellChecker(distance=1)
    check.word_frequency.load_words(own_words())
    found = []
    for place, text in texts(root):
        spoken = set(words(text))
        unknown = check.unknown(word.lower() for word in spoken)
        found += [Misspelt(place, word) for word in sorted(spoken) if word.lower() in unknown]
    return found


def own_words() -> list[str]:
    """The words of tools/words.txt; a line that begins with # is a heading."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def words(text: str) -> Iterator[str]:
    """The words of a text without code and names. ``node's`` is ``node``."""
    for word in WORD.findall(NO_PROSE.sub(" ", text)):
        stem = re.split("['’]", word)[0]
        if len(stem) >= LETTERS:
            yield stem


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """All that is to be read: its place, and its text."""
    for pattern in DOCUMENTS:
        yield from ((_name(path, root), path.read_text(encoding="utf-8")) for path in sorted(root.glob(pattern)))
    for path in sorted(root.glob(HINTS)):
        for part, hints in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            yield f"{_name(path, root)}, {part}", "\n".join(hints)
    for path in stored_notebooks(root):
        for cell in nbformat.read(path, as_version=4).cells:
            text = "\n".join(said_in_code(cell.source)) if cell.cell_type == "code" else cell.source
            yield f"{_name(path, root)}, cell {cell.id}", text


def said_in_code(source: str) -> Iterator[str]:
    """Sentences in code: texts of several words, and comments. Manifests are no sentences."""
    code = TransformerManager().transform_cell(source)
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sentence(node.value):
            yield node.value
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= LETTERS and "apiVersion" not in text and "kind:" not in text


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def main() -> int:
    """Print every misspelt word with its place, and what it may be meant to be."""
    found = misspelt()
    check = SpellChecker(distance=1)
    for place, word in found:
        print(f"{place}: {word} ({check.correction(word) or 'unknown'}?)", file=sys.stderr)
    if found:
        print(f"If a word is meant as it is, add it to {WORDS.relative_to(ROOT).as_posix()}.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
