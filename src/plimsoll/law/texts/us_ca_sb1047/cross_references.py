"""SB 1047 as enrolled: what the agency may set, and where the text points to other places of itself."""

from __future__ import annotations

from plimsoll.law.language.statute import Power, Reference

POWERS = (
    Power("computing-power-thresholds", "Gov. 11547.6(d)", "Both thresholds of computing power, by 2027 and yearly."),
    Power("audit-regulations", "Gov. 11547.6(e)", "Binding requirements of audits, by 2027 and yearly."),
    Power("risk-guidance", "Gov. 11547.6(f)", "Guidance on preventing unreasonable risks, by 2027 and yearly."),
)
REFERENCES = (
    Reference(at="22602(e)(1)(B)(i)(I)", to="Gov. 11547.6", about="computing-power-thresholds"),
    Reference(at="22602(i)", to="22602(e)", about="covered-model"),
    Reference(at="22603(b)(2)", to="22603(b)(1)", about="assess-critical-harm"),
    Reference(at="22603(e)(2)", to="Gov. 11547.6(d)", about="audit-regulations"),
    Reference(at="22603(f)(2)(A)", to="22603(b)(1)", about="assess-critical-harm"),
    Reference(at="22603(h)(1)", to="22603(f)", about="annual-statement"),
    Reference(at="22603(h)(2)", to="22603(f)", about="annual-statement"),
    Reference(at="22604(a)(3)", to="22604(a)(1)", about="customer-identification"),
    Reference(at="22604(a)(3)", to="22604(a)(2)", about="customer-intent"),
    Reference(at="22606(a)(3)", to="22603(e)(6)", about="audit-honesty"),
    Reference(at="22606(a)(3)", to="22604", about="written-policies"),
    Reference(at="22607(d)", to="22607(e)", about="anonymous-channel"),
)
