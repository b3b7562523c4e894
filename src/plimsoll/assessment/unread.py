"""Facts that no rule reads: a slip in a name would otherwise void them without a word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from plimsoll.facts.facts import Facts
from plimsoll.law.language.duty import Reported
from plimsoll.law.language.expression import OneOf
from plimsoll.law.language.walking import expressions_of, judgments_among
from plimsoll.law.texts import STATUTES
from plimsoll.messages import said

_KINDED = ("statements", "publications", "notifications", "protocols")


def unread_judgments(facts: Facts) -> Iterator[str]:
    """Name the judgments that no text asks for."""
    if not facts.judgments:
        return
    asked = {
        (law, judged.term)
        for statute in STATUTES
        for version in statute.versions
        for judged in judgments_among(expressions_of(version))
        for law in (version.law, *version.terms_of)
    }
    for judgment in facts.judgments:
        if (judgment.law.partition("@")[0], judgment.term) not in asked:
            yield said(
                "no rule read here asks for the judgment {term} of {law} ({subject})",
                term=judgment.term,
                law=judgment.law,
                subject=judgment.subject,
            )


def unread_evidence(facts: Facts) -> Iterator[str]:
    """Name the evidence and the reports of a kind that no text asks for."""
    asked = _kinds()
    listed = [(filed.path, filed.entry) for name in _KINDED for filed in facts.filed[name]]
    sent = [
        (f"incidents.{incident.id}.reports[{i}]", report)
        for incident in facts.incidents.values()
        for i, report in enumerate(incident.reports or ())
    ]
    for path, entry in (*listed, *sent):
        kind = getattr(entry, "kind", None)
        if kind is not None and kind not in asked:
            yield said("no duty read here asks for the kind {kind} ({path})", kind=kind, path=path)
    for path, report in sent:
        if report.to not in _recipients():
            yield said("no duty read here sends anything to {recipient} ({path})", recipient=report.to, path=path)


@cache
def _recipients() -> frozenset[str]:
    """Every name of whom some duty tells something."""
    duties = (duty for statute in STATUTES for version in statute.versions for duty in version.duties)
    return frozenset(name for duty in duties for each in duty.to for name in (each.code, *each.aliases))


@cache
def _kinds() -> frozenset[str]:
    """Every kind of evidence that some text asks for."""
    versions = [version for statute in STATUTES for version in statute.versions]
    named = {
        value
        for version in versions
        for each in expressions_of(version)
        if isinstance(each, OneOf) and each.path == "kind"
        for value in each.values
    }
    reported = {
        kind
        for version in versions
        for duty in version.duties
        if isinstance(duty.shown_by, Reported)
        for kind in (duty.shown_by.kind, *duty.shown_by.also)
    }
    return frozenset(named | reported)
