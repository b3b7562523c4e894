"""One large developer of one frontier model, with something in every status."""

from __future__ import annotations

from typing import Any

FACTS: dict[str, Any] = {
    "organization": {
        "id": "lab",
        "kind": "company",
        "operates_in": ["US-CA"],
        "annual_gross_revenue": {2025: 800e6},
    },
    "models": [
        {
            "id": "m",
            "foundation": True,
            "training": [{"operations": 1.3e26, "started": "2026-01-10"}],
            "uses": [{"from": "2026-05-10", "audience": "public", "in": ["US-CA"]}],
        }
    ],
    "protocols": [
        {
            "id": "p",
            "kind": "frontier-framework",
            "published_at": "2026-01-05",
            "reviewed_at": ["2026-06-01"],
            "modifications": [{"at": "2026-04-01", "material": True}],
        }
    ],
    "publications": [{"kind": "transparency-report", "model": "m", "published_at": "2026-05-11"}],
    "internal_use_assessments": [{"id": "a", "completed_at": "2026-08-10"}],
    "incidents": [
        {
            "id": "i1",
            "model": "m",
            "discovered_at": "2026-06-01",
            "imminent_risk_discovered_at": "2026-06-01T09:00:00Z",
            "routes": ["deceives-developer"],
            "in_elicitation_evaluation": False,
            "reports": [{"to": "office-of-emergency-services", "kind": "incident-report", "at": "2026-06-20"}],
        }
    ],
    "judgments": [
        {"law": "us-ca-sb53", "term": "materially-increases-catastrophic-risk", "subject": "i1", "verdict": "yes"}
    ],
}
