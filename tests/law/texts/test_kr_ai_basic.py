"""Korea's framework act: what a breach can cost, after its year of grace."""

from __future__ import annotations

from datetime import date

import pytest

from plimsoll.assessment.assess import assess
from plimsoll.assessment.duties import duties

FACTS = {
    "organization": {"id": "lab", "operates_in": ["KR"]},
    "models": [{"id": "m", "training": [{"operations": 1e26}]}],
}


@pytest.mark.parametrize(("on", "reach"), [(date(2027, 1, 21), "no"), (date(2027, 1, 22), "yes")])
def test_no_fine_in_the_year_of_grace(on: date, reach: str) -> None:
    owed = duties(FACTS, law="kr-ai-basic", on=on).find("m", "incident-monitoring").to_dict()
    assert (owed["status"], owed["penalty_reach"]) == ("standing", reach)
    assert owed["exposure"][0]["first"] == {"low": "30e6", "high": "30e6", "currency": "KRW", "per": "violation"}


def test_it_rests_on_secondary_sources() -> None:
    assert assess(FACTS, law="kr-ai-basic", on=date(2026, 9, 1)).find("m", "frontier-model").grade == "secondary"
    grades = {d.id: str(d.owed.grade) for d in duties(FACTS, law="kr-ai-basic", on=date(2026, 9, 1)).duties}
    assert grades["safety-results"] == "recollection"
