"""The few SVG elements that the picture is made of, and text that fits.

Only presentation attributes, no style sheet, script or font. The only ids are those of the signs, which are the same in
all pictures: two pictures on one page cannot disturb each other.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

_WIDE, _NARROW = set("mwMWGOQ@%—…"), set("iljtfrI.,:;'|!()[]/ -")


def element(name: str, *content: str, **attributes: str | float | None) -> str:
    """``<name …>content</name>``; ``_`` in an attribute's name is ``-``; an attribute that is ``None`` is left out."""
    given = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None]
    head = "".join(f" {key}={quoteattr(_written(value))}" for key, value in given)
    inside = "".join(content)
    return f"<{name}{head}>{inside}</{name}>" if inside else f"<{name}{head}/>"


def box(
    x: float, y: float, width: float, height: float, fill: str, radius: float = 0, **more: str | float | None
) -> str:
    """A rectangle with round corners."""
    return element("rect", x=x or None, y=y or None, width=width, height=height, rx=radius or None, fill=fill, **more)


def text(
    x: float,
    y: float,
    words: str,
    size: float = 11,
    fill: str | None = None,
    bold: bool = False,
    anchor: str | None = None,
) -> str:
    """A line of text whose base line starts at ``x``, ``y``; ``anchor`` middle or end puts that part of it there."""
    weight = "600" if bold else None
    return element("text", escape(words), x=x, y=y, font_size=size, fill=fill, font_weight=weight, text_anchor=anchor)


def tooltip(words: str) -> str:
    """What a browser shows when the pointer rests on the element around it, and what a screen reader reads."""
    return element("title", escape(words))


def width_of(words: str, size: float, bold: bool = False) -> float:
    """About how many pixels wide a line is in a wide font; other fonts need less."""
    ems = sum(0.95 if letter in _WIDE else 0.4 if letter in _NARROW else 0.63 for letter in words)
    return size * ems * (1.1 if bold else 1.0)


def shortened(words: str, size: float, room: float, bold: bool = False) -> str:
    """``words``, with an ellipsis at the end where they do not fit into ``room`` pixels."""
    if width_of(words, size, bold) <= room:
        return words
    while words and width_of(words + "…", size, bold) > room:
        words = words[:-1]
    return words.rstrip(" -.") + "…"


def wrapped(words: str, size: float, room: float, most: int, bold: bool = False) -> list[str]:
    """``words`` on at most ``most`` lines of ``room`` pixels; the last line is shortened where that is not enough."""
    lines: list[str] = []
    rest = words.split()
    while rest and len(lines) < most - 1:
        line = rest.pop(0)
        while rest and width_of(f"{line} {rest[0]}", size, bold) <= room:
            line += f" {rest.pop(0)}"
        lines.append(shortened(line, size, room, bold))
    return [*lines, shortened(" ".join(rest), size, room, bold)] if rest else lines


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
