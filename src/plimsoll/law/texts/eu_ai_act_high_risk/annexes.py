"""The two lists on which the class rests: products (Annex I) and intended purposes (Annex III)."""

from __future__ import annotations

from plimsoll.law.language.expression import AnyOf, Expression, Fact, Includes, OneOf, all_of, any_of

PRODUCTS = (
    "toys",
    "recreational-craft",
    "lifts",
    "explosive-atmospheres",
    "radio-equipment",
    "pressure-equipment",
    "cableways",
    "personal-protective-equipment",
    "gas-appliances",
    "medical-devices",
    "in-vitro-diagnostics",
)
"""Of Annex I, Section A (the New Legislative Framework), in both texts."""
OTHER_PRODUCTS = (
    "civil-aviation-security",
    "two-or-three-wheel-vehicles",
    "agricultural-vehicles",
    "marine-equipment",
    "rail",
    "motor-vehicles",
    "civil-aviation",
)
"""Of Annex I, Section B, in both texts."""
MACHINERY = ("machinery",)
"""Of Section A in the original text, of Section B as amended."""

PERMITTED = (
    "Annex III lists it in so far as Union and national law permit its use: whether they do (Art 5 prohibits some "
    "of it) is not read here"
)
ALSO_AGAINST_FRAUD = (
    "it is also to detect financial fraud, which Annex III(5)(b) excepts: read as excepted for that purpose alone"
)
FOR_PUBLIC_AUTHORITY = Fact("for_public_authority")


def _points(area: int, *points: tuple[str, str]) -> AnyOf:
    return any_of(*(Includes("purposes", purpose).at(f"Annex III({area})({letter})") for letter, purpose in points))


def _for_authorities(listed: AnyOf) -> AnyOf:
    """Listed where a public authority, or somebody on its behalf, is to use it."""
    return any_of(*(all_of(part, FOR_PUBLIC_AUTHORITY).at(part.section) for part in listed.parts))


def _if_permitted(area: Expression) -> Expression:
    return area.flagged(PERMITTED, when=area)


BIOMETRICS = _if_permitted(
    _points(
        1,
        ("a", "remote-biometric-identification"),
        ("b", "biometric-categorisation"),
        ("c", "emotion-recognition"),
    )
)
CRITICAL_INFRASTRUCTURE = Includes("purposes", "critical-infrastructure-safety").at("Annex III(2)")
EDUCATION = _points(
    3,
    ("a", "education-admission"),
    ("b", "learning-outcomes"),
    ("c", "education-level"),
    ("d", "test-monitoring"),
)
EMPLOYMENT = _points(4, ("a", "recruitment"), ("b", "work-relationships"))
_CREDITWORTHINESS = Includes("purposes", "creditworthiness").at("Annex III(5)(b)")
ESSENTIAL_SERVICES = any_of(
    _for_authorities(_points(5, ("a", "public-benefits"))),
    _CREDITWORTHINESS.flagged(
        ALSO_AGAINST_FRAUD,
        when=all_of(_CREDITWORTHINESS, Includes("purposes", "fraud-detection")),
    ),
    *_points(5, ("c", "life-or-health-insurance"), ("d", "emergency-response")).parts,
)
LAW_ENFORCEMENT = _if_permitted(
    _for_authorities(
        _points(
            6,
            ("a", "crime-victim-risk"),
            ("b", "law-enforcement-polygraph"),
            ("c", "evidence-reliability"),
            ("d", "offending-risk"),
            ("e", "crime-profiling"),
        )
    )
)
MIGRATION = _if_permitted(
    _for_authorities(
        _points(
            7,
            ("a", "migration-polygraph"),
            ("b", "migration-risk"),
            ("c", "asylum-visa-or-residence"),
            ("d", "border-identification"),
        )
    )
)
JUSTICE_AND_DEMOCRACY = any_of(
    *_for_authorities(_points(8, ("a", "judicial-assistance"))).parts,
    Includes("purposes", "dispute-resolution").at("Annex III(8)(a)"),
    Includes("purposes", "elections").at("Annex III(8)(b)"),
)
LISTED_IN_ANNEX_III = any_of(
    BIOMETRICS,
    CRITICAL_INFRASTRUCTURE,
    EDUCATION,
    EMPLOYMENT,
    ESSENTIAL_SERVICES,
    LAW_ENFORCEMENT,
    MIGRATION,
    JUSTICE_AND_DEMOCRACY,
)

COVERED_BY_ANNEX_I = OneOf("product.kind", (*PRODUCTS, *MACHINERY, *OTHER_PRODUCTS))
PRODUCT_OR_SAFETY_COMPONENT = any_of(
    OneOf("product.part", ("whole", "safety-component")),
    all_of(OneOf("product.part", ("other-component",)), Fact("product.failure_endangers")).at("Art 3(14)"),
)
