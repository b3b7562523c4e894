from datetime import date
from fractions import Fraction

from plimsoll.assessment.assess import determine
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.rewriting import with_lines
from plimsoll.law.language.statute import Version
from plimsoll.law.language.walking import lines_of
from plimsoll.law.texts import version_named

DAY = date(2026, 11, 22)
SB53 = version_named("us-ca-sb53", DAY)
MODEL = {"models": [{"id": "m", "foundation": True, "training": [{"operations": 4e25, "started": "2026-01-01"}]}]}


def test_a_lower_line_reaches_more() -> None:
    line = next(line for line in lines_of(SB53) if line.value == 10**26)
    lower = with_lines(SB53, {line: Fraction(3 * 10**25)})
    facts = read_facts([MODEL])

    def verdict(version: Version) -> str:
        return next(d.verdict for d in determine(version, facts, DAY) if d.term == "frontier-model")

    assert (verdict(SB53), verdict(lower)) == ("no", "yes")


def test_nothing_changed_is_the_same_text() -> None:
    same = with_lines(SB53, {})
    assert all(new is old for new, old in zip(same.terms, SB53.terms, strict=True))
    assert all(new is old for new, old in zip(same.duties, SB53.duties, strict=True))
