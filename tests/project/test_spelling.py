"""What people read is spelt as in a dictionary, or as in tools/words.txt."""

import nbformat
import pytest
from spellchecker import SpellChecker

from tools import spelling


def test_no_word_is_misspelt():
    assert [f"{place}: {word}" for place, word in spelling.misspelt()] == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("README.md", "A smal cluster."),
        ("docs/guide.md", "It is *smal*, and `smalish` in code."),
        ("course/glossary.md", "| smal | 파드 |"),
        ("kubelite/learning/hints/03.yaml", "03.fits: [Think of a smal shelf]"),
    ],
)
def test_a_misspelt_word_is_found_wherever_people_read(tmp_path, place, text):
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text(text)
    (found,) = spelling.misspelt(tmp_path)
    assert found.word == "smal"
    assert found.place.startswith(place)


@pytest.mark.parametrize("folder", ["course", "solutions/03_nodes"])
def test_it_is_found_in_the_texts_and_the_sentences_of_a_notebook(tmp_path, folder):
    said = nbformat.v4.new_markdown_cell("The kubelet is smal.", id="said")
    code = 'smal = "smal"\ncheck("t").expect(1, story="The node is verry full.")  # a coment on it\n'
    path = tmp_path / folder / "03_nodes.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[said, nbformat.v4.new_code_cell(code, id="code")]), path)
    assert [(found.place.split()[-1], found.word) for found in spelling.misspelt(tmp_path)] == [
        ("said", "smal"),
        ("code", "coment"),
        ("code", "verry"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "`kubctl` and ```\nkubctl\n```",
        "https://exampel.org/kubctl and [a page](kubctl.md)",
        "kubctl/servr.py, kubctl.io, servr_name, web-x7kqz2",
        "MaxSurge, maxSurge, ReplicaSet, HTTPS",
        "Kubernetes' own, it's, they don't, O'Reilly",
    ],
)
def test_code_addresses_and_names_are_left_alone(text):
    check = SpellChecker(distance=1)
    check.word_frequency.load_words(spelling.own_words())
    assert check.unknown(word.lower() for word in spelling.words(text)) <= {"reilly"}


def test_own_words_are_in_lower_case_and_each_stands_there_once():
    own = spelling.own_words()
    assert len(set(own)) == len(own)
    assert all(word == word.lower().strip() for word in own)
