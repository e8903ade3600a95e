"""The docs say what is so."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_rule_of_the_design_page_has_the_test_that_it_names() -> None:
    page = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    table = page.split("<!-- rules: a test reads this table -->")[1].split("<!-- end of rules -->")[
        0
    ]
    named = re.findall(r"`(test_\w+)`", table)
    tests = (ROOT / "tests/projections/test_figures.py").read_text(encoding="utf-8")
    written = set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE))
    assert len(named) > 30
    assert [name for name in named if name not in written] == []
