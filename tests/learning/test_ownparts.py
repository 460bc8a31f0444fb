"""kubelite/learning/ownparts.py: a cluster runs on the parts that a learner has saved, as far as there are any."""

import linecache

import pytest

from kubelite import Cluster
from kubelite.grading import game_day
from kubelite.grading.gallery import read_cells
from kubelite.learning import load_part, my_parts, use_my_parts
from kubelite.learning.ownparts import PLUGS
from kubelite.learning.parts import part_source
from kubelite.rules.functions import FUNCTION_FAILED
from tests.conftest import ROOT
from tests.grading.shop.manifests import SHOP

NOTEBOOKS = {path.stem[:2]: path for path in sorted((ROOT / "solutions").glob("*/*.ipynb"))}
PARTS = sorted(part for part in PLUGS if part[:2] in NOTEBOOKS)


def solved(part):
    """The reference solution of an exercise as the module that a learner would have saved."""
    names = {"__name__": "__main__"}
    for cell in read_cells(NOTEBOOKS[part[:2]]):
        if cell.points == 0:
            file = f"<{part} {cell.id}>"
            linecache.cache[file] = (len(cell.source), None, cell.source.splitlines(keepends=True), file)
            exec(compile(cell.source, file, "exec"), names)
    return part_source(names[part[3:]])


@pytest.fixture
def saved(work):
    """Save parts in the learner's folder, by name."""

    def save(*parts):
        (work / "parts").mkdir(exist_ok=True)
        for part in parts:
            (work / "parts" / f"{part.replace('.', '_')}.py").write_text(solved(part), encoding="utf-8")

    return save


def test_without_saved_parts_nothing_changes(work):
    cluster = Cluster()
    use_my_parts(cluster)
    assert my_parts() == {}
    assert not [part for part in cluster.parts() if part.owner == "you"]


def test_saved_parts_take_their_places_and_the_others_stay(saved):
    saved("03.fits", "10.evictions")
    cluster = Cluster()
    use_my_parts(cluster)
    assert list(my_parts()) == ["03.fits", "10.evictions"]
    assert {part.name for part in cluster.parts() if part.owner == "you"} == {"fits", "evictions"}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_finds_its_place(part, saved):
    saved(part)
    cluster = Cluster()
    use_my_parts(cluster)
    (own,) = [own for own in cluster.parts() if own.owner == "you"]
    assert not own.note
    assert own.replaces


def test_a_shop_that_is_saved_can_be_played(saved):
    saved("11.shop")
    assert "kind: StatefulSet" in load_part("11.shop")()


@pytest.mark.slow
def test_the_game_day_on_parts_of_ones_own_is_passed(saved):
    saved(*PARTS)
    played = []

    def prepare(cluster):
        use_my_parts(cluster)
        played.append(cluster)

    sheet = game_day(SHOP, prepare=prepare)
    (cluster,) = played
    assert sheet.passed, sheet
    assert sum(part.owner == "you" for part in cluster.parts()) == len(PARTS)
    assert not [event.message for event in cluster.client.list("Event") if event.reason == FUNCTION_FAILED]
