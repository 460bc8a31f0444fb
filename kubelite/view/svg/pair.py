"""Two pictures side by side, each under its name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kubelite.view.svg.colours import INK
from kubelite.view.svg.elements import element, text

_HEAD = re.compile(r'^<svg (.*?)viewBox="0 0 (\d+) ([\d.]+)" width="100%"')
_TITLE, _GAP = 34, 16


def side_by_side(pictures: Mapping[str, str]) -> str:
    """One SVG document of complete ones, by name."""
    parts, x, height = [], 0.0, 0.0
    for name, picture in pictures.items():
        found = _HEAD.match(picture)
        if found is None:
            raise ValueError(f"{picture[:60]!r}… is no picture that to_svg made")
        wide, tall = float(found[2]), float(found[3])
        parts.append(text(x + 4, 22, name, 18, INK, bold=True))
        place = (
            f'<svg {found[1]}x="{x:g}" y="{_TITLE}" viewBox="0 0 {wide:g} {tall:g}" width="{wide:g}" height="{tall:g}"'
        )
        parts.append(place + picture[found.end() :])
        x, height = x + wide + _GAP, max(height, tall + _TITLE)
    size = f"0 0 {x - _GAP:g} {height:g}"
    return element("svg", *parts, xmlns="http://www.w3.org/2000/svg", viewBox=size, width="100%", role="img")
