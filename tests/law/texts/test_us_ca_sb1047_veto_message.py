"""The veto message: never law, no duties, and an inference throughout; verdicts are vectors."""

from __future__ import annotations

from datetime import date
from typing import get_args

from plimsoll import assess, duties
from plimsoll.facts.deployments import Setting
from plimsoll.law.language.comparison import Compare
from plimsoll.law.language.walking import expressions_of
from plimsoll.law.texts import version_named
from plimsoll.law.texts.us_ca_sb1047_veto_message import HIGH_RISK_SETTINGS, LAW, NO_LAW, NOT_DEFINED

ON = date(2026, 11, 22)
VERSION = version_named(LAW, ON)
FACTS = {
    "models": [{"id": "m"}],
    "deployments": [{"id": "d", "model": "m", "setting": "employment", "decisions": [], "sensitive_data": []}],
}


def test_every_answer_says_that_it_is_no_law() -> None:
    answer = assess(FACTS, law=LAW, on=ON)
    assert len(answer.determinations) == 4
    assert all(NO_LAW in d.flags and d.status == "proposed" for d in answer.determinations)
    assert NOT_DEFINED in answer.find("m", "reached-by-use").flags
    assert answer.find("m", "reached-by-use").grade == "inference"


def test_it_has_no_duties_and_duties_leaves_it_out() -> None:
    assert VERSION.duties == ()
    assert all(d.law != LAW for d in duties(FACTS, on=ON).duties)


def test_it_has_no_numbers() -> None:
    assert not [e for e in expressions_of(VERSION) if isinstance(e, Compare)]


def test_each_setting_but_the_everyday_is_of_high_risk() -> None:
    assert set(HIGH_RISK_SETTINGS) == set(get_args(Setting)) - {"everyday", "other"}
