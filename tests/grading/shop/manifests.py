"""The manifests of a right shop, as lesson 11's reference solution writes them."""

from kubelite.grading.gallery import read_cells
from tests.conftest import ROOT


def right_shop():
    names = {"__name__": "solution"}
    for cell in read_cells(ROOT / "solutions" / "11_online_shop" / "11_online_shop.ipynb"):
        if cell.points == 0:
            exec(compile(cell.source, cell.id, "exec"), names)
    return names["shop"]()


SHOP = right_shop()
