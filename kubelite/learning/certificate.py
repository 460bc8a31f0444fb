"""The certificate: one page, complete in itself, that says what was done, and no more than that."""

from __future__ import annotations

from datetime import date
from html import escape

from kubelite import __version__
from kubelite.learning.standing import Standing

_STYLE = """
@page { size: A4 landscape; margin: 12mm }
body { font: 16px/1.5 system-ui, sans-serif; color: #1b2733; background: #fff; max-width: 60rem; margin: 2rem auto }
main { border: 3px double #326ce5; border-radius: 12px; padding: 1rem 3rem; text-align: center }
p { margin: .6rem 0 }
@media print { body { margin: 0 auto } }
h1 { font-size: 2rem; margin: 0 }
.name { font-size: 1.6rem; border-bottom: 1px solid #8a97a6; display: inline-block; min-width: 24rem }
table { border-collapse: collapse; margin: .6rem auto; text-align: left; font-size: .9rem }
th, td { padding: .1rem 1.2rem; border-bottom: 1px solid #d5dce4 }
td:nth-child(n + 3) { text-align: right }
footer { font-size: .8rem; color: #46535f }
"""
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>kubelite: certificate</title>
<style>{style}</style>
<main>
{picture}
<h1>kubelite</h1>
<p>Learn Kubernetes by writing its parts</p>
<p class="name">{name}</p>
<p>wrote these parts of a small Kubernetes, and every visible check of them passes.</p>
<table>
<tr><th>lesson</th><th>part</th><th>visible checks</th><th>guesses that were right</th></tr>
{rows}
</table>
<footer>
<p>Made on {day} by kubelite {version} from what one computer remembers. Nobody looked on, and the hidden checks of the
exercises are no part of it: an instructor's grade says more.</p>
</footer>
</main>
</html>
"""


def certificate(every: tuple[Standing, ...], name: str, day: date) -> str:
    """The page, as HTML, for what is solved of ``every`` lesson. Without a name there is a line to write it on."""
    return _PAGE.format(
        style=_STYLE,
        picture=_picture(),
        name=escape(name) or "&nbsp;",
        rows="\n".join(_row(each) for each in every if each.is_solved),
        day=day.isoformat(),
        version=__version__,
    )


def _row(each: Standing) -> str:
    guesses = f"{each.right} of {len(each.guesses)}" if each.guesses else ""
    cells = (
        f"{each.lesson.number} {each.lesson.title}",
        each.lesson.part.partition(".")[2],
        f"{each.passed} of {len(each.checks)}",
        guesses,
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _picture() -> str:
    """Three nodes, and the pods on them."""
    nodes = "".join(_node(x, pods) for x, pods in ((2, 2), (78, 3), (154, 1)))
    return f'<svg width="220" height="44" viewBox="0 -2 220 44" aria-hidden="true">{nodes}</svg>'


def _node(x: int, pods: int) -> str:
    tiles = "".join(f'<rect x="{6 + 18 * pod}" y="12" width="16" height="16" fill="#326ce5"/>' for pod in range(pods))
    box = '<rect width="64" height="40" rx="6" fill="none" stroke="#326ce5"/>'
    return f'<g transform="translate({x} 0)">{box}{tiles}</g>'
