"""An organization with 50 models, 20 incidents and three years of evidence, the same in every run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

MODELS = 50
INCIDENTS = 20
BEGAN = date(2024, 1, 8)
DOCUMENTS = ("transparency-report", "training-content-summary", "technical-documentation", "copyright-policy")
ROUTES = ("weights-exfiltrated", "control-failure", "cyber-breach", "loss-of-control", "deceives-developer")


def organization() -> dict[str, Any]:
    """Give its facts file."""
    models = [_model(n) for n in range(MODELS)]
    ids = [model["id"] for model in models]
    used = [model for model in models if model["uses"]]
    return {
        "organization": {
            "id": "lab",
            "kind": "company",
            "established_in": "US-CA",
            "operates_in": ["US-CA", "US-NY", "US-IL", "EU", "KR"],
            "annual_gross_revenue": {2023: 400e6, 2024: 800e6, 2025: 2e9},
            "worldwide_turnover": {2025: {"amount": 1.8e9, "currency": "EUR"}},
            "code_of_practice": {"signed": "2025-08-01"},
        },
        "models": models,
        "incidents": [_incident(n, ids[n * 2 % MODELS]) for n in range(INCIDENTS)],
        "protocols": [
            {
                "id": f"framework-{n}",
                "kind": kind,
                "published_at": _day(30 + 300 * n),
                "effective": _day(30 + 300 * n),
                "reviewed_at": [_day(60 + 300 * n + 90 * k) for k in range(3)],
                "modifications": [
                    {"at": _day(90 + 300 * n), "material": n % 2 == 0, "published_at": _day(110 + 300 * n)}
                ],
            }
            for n, kind in enumerate(("frontier-framework", "safety-and-security-protocol", "frontier-framework"))
        ],
        "publications": [
            {"kind": kind, "model": model["id"], "published_at": model["uses"][0]["from"]}
            for model in used
            for kind in DOCUMENTS
        ],
        "statements": [
            {
                "kind": "statement-of-compliance",
                "model": model["id"],
                "filed_at": model["uses"][0]["from"],
                "signed_by": {"title": "chief-technology-officer"},
            }
            for model in used
        ],
        "evaluations": [
            {"id": f"evaluation-{n}", "model": ids[n % MODELS], "kind": "critical-harm-assessment", "at": _day(15 * n)}
            for n in range(70)
        ],
        "internal_use_assessments": [
            {"id": f"internal-{n}", "completed_at": _day(90 * n), "summary_sent_at": _day(90 * n + 20)}
            for n in range(12)
        ],
        "audits": [
            {
                "id": f"audit-{n}",
                "kind": "third-party",
                "received_at": _day(360 * n + 300),
                "published_at": _day(360 * n + 320),
            }
            for n in range(3)
        ],
        "notifications": [
            {"kind": "systemic-risk", "model": each, "to": "commission", "at": _day(20 * n)}
            for n, each in enumerate(ids)
        ],
        "drills": [{"id": f"drill-{n}", "at": _day(80 * n), "complete": True} for n in range(12)],
        "concerns": [
            {"id": f"concern-{n}", "received_at": _day(200 * n), "updates": [], "shared": []} for n in range(5)
        ],
    }


def _day(after: int) -> str:
    return (BEGAN + timedelta(days=after)).isoformat()


def _model(n: int) -> dict[str, Any]:
    begins = 20 * n
    model: dict[str, Any] = {
        "id": f"model-{n}",
        "foundation": True,
        "modalities": ["text"],
        "controlled": True,
        "training": [
            {
                "operations": 4e25 + n * 4e24,
                "cost": 40e6 + n * 4e6,
                "started": _day(begins),
                "ended": _day(begins + 60),
            },
            {
                "phase": "reinforcement-learning",
                "operations": {"low": 1e24, "high": 3e24},
                "started": _day(begins + 60),
            },
        ],
        "uses": [{"from": _day(begins + 90), "audience": "public", "in": ["US-CA", "US-NY", "EU"]}] if n % 5 else [],
    }
    if n % 3 == 2:
        model["derived_from"] = {"model": f"model-{n - 1}", "how": "fine-tuning"}
        model["training"] = [{"phase": "fine-tuning", "operations": 3.5e25, "cost": 12e6, "started": _day(begins)}]
    return model


def _incident(n: int, model: str) -> dict[str, Any]:
    day = _day(300 + 40 * n)
    return {
        "id": f"incident-{n}",
        "model": model,
        **dict.fromkeys(
            ("occurred_at", "learned_at", "discovered_at", "reasonable_belief_at", "model_involvement_aware_at"),
            f"{day}T09:00:00Z",
        ),
        "routes": [ROUTES[n % len(ROUTES)]],
        "death_or_injury": n % 4 == 0,
        "property_loss": 0,
        "in_elicitation_evaluation": False,
        "reports": [{"to": "attorney-general", "kind": "incident-report", "at": f"{day}T20:00:00Z"}],
    }
