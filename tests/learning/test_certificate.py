"""kubelite/learning/certificate.py: a page that is complete in itself and says no more than is true."""

import re
from datetime import date
from html.parser import HTMLParser

from kubelite.learning.catalogue import Lesson, Question
from kubelite.learning.certificate import certificate
from kubelite.learning.standing import Guess, Standing

NODES = Lesson("03", "Nodes", (Question("Where?", {}), Question("When?", {})), "03.fits", ("A", "B"))
SOLVED = Standing(
    NODES, (Guess(NODES.questions[0], 1, 1), Guess(NODES.questions[1], None, None)), {"A": True, "B": True}
)
BEGUN = Standing(Lesson("04", "Filters", (), "04.tolerates", ("C",)), (), {"C": False})
WELCOME = Standing(Lesson("00", "Welcome", (), "", ()), (), {})
DAY = date(2026, 11, 23)


def page(name="Kim"):
    return certificate((WELCOME, SOLVED, BEGUN), name, DAY)


def test_it_names_what_was_solved_and_nothing_else():
    cells = re.findall(r"<td>(.*?)</td>", page())
    assert cells == ["03 Nodes", "fits", "2 of 2", "1 of 2"]
    assert "2026-11-23" in page()
    assert "hidden checks" in page()


def test_the_same_deeds_give_the_same_bytes():
    assert page() == page()


def test_a_name_is_text_and_never_markup():
    assert "<script>" not in page("<script>alert(1)</script>")
    assert "&lt;script&gt;" in page("<script>alert(1)</script>")
    assert '<p class="name">&nbsp;</p>' in page("")


def test_the_page_asks_nobody_for_anything():
    addresses = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            addresses.extend(value for name, value in attrs if name in ("src", "href"))

    Reader().feed(page())
    assert addresses == []
    assert "url(" not in page()
    assert "@import" not in page()
