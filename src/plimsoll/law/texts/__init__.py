"""The laws, one package each."""

from __future__ import annotations

import difflib
from datetime import date

from plimsoll.errors import InputError
from plimsoll.law.language.statute import Statute, Version
from plimsoll.law.texts import (
    eu_ai_act_gpai,
    eu_ai_act_high_risk,
    eu_gpai_code,
    kr_ai_basic,
    us_ca_ab2013,
    us_ca_sb53,
    us_ca_sb942,
    us_ca_sb1047,
    us_ca_sb1047_veto_message,
    us_ct_pa_26_15,
    us_il_aisma,
    us_ny_raise,
)

STATUTES: tuple[Statute, ...] = (
    us_ca_sb1047.STATUTE,
    us_ca_sb53.STATUTE,
    us_ny_raise.STATUTE,
    us_il_aisma.STATUTE,
    us_ct_pa_26_15.STATUTE,
    us_ca_ab2013.STATUTE,
    us_ca_sb942.STATUTE,
    eu_ai_act_gpai.STATUTE,
    eu_ai_act_high_risk.STATUTE,
    eu_gpai_code.STATUTE,
    kr_ai_basic.STATUTE,
    us_ca_sb1047_veto_message.STATUTE,
)


def version_named(name: str, day: date) -> Version:
    """Find LAW@VERSION, or for LAW the version that a day takes.

    Raises:
        InputError: there is no such law, or no such version of it.
    """
    law, _, wanted = name.partition("@")
    statute = next((s for s in STATUTES if s.id == law), None)
    if statute is None:
        known = [s.id for s in STATUTES]
        near = difflib.get_close_matches(law, known, 1, cutoff=0.5)
        mend = f"did you mean {near[0]}?" if near else f"the laws are {', '.join(known)}"
        raise InputError(f"no law is called {law!r}", mend)
    if not wanted:
        return statute.on(day)
    for version in statute.versions:
        if version.version == wanted:
            return version
    versions = ", ".join(v.name for v in statute.versions)
    raise InputError(f"{law} has no version {wanted!r}", f"its versions are {versions}")
