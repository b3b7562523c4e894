"""The one rule that every engine is asked about, and what it is asked.

The rule: training operations > 10^26 and cost > $100,000,000.
"""

from __future__ import annotations

from dataclasses import dataclass

OPERATIONS_LINE = 10**26
COST_LINE = 100_000_000

Span = tuple[str, str]
"""The low and the high end of a figure that is not known exactly, each as written."""


@dataclass(frozen=True)
class Case:
    """Two figures as somebody would write them, and the right answer."""

    name: str
    operations: str | Span
    cost: str | None
    right: str

    def values(self) -> dict[str, object]:
        """Give the figures as Python reads them: an `int` of digits alone, else a `float`."""
        given: dict[str, object] = {"operations": _each(self.operations, number)}
        return given if self.cost is None else given | {"cost": number(self.cost)}

    def text(self) -> str:
        """Give the figures as JSON text, every digit kept."""
        operations = self.operations
        if not isinstance(operations, str):
            operations = f'{{"low": {operations[0]}, "high": {operations[1]}}}'
        cost = "" if self.cost is None else f', "cost": {self.cost}'
        return f'{{"operations": {operations}{cost}}}'


def number(text: str) -> int | float:
    """Read a number as Python's own JSON reader does."""
    return int(text) if text.isdigit() else float(text)


def _each(figure: str | Span, read: object) -> object:
    assert callable(read)
    return read(figure) if isinstance(figure, str) else {"low": read(figure[0]), "high": read(figure[1])}


ANSWERED = (
    Case("exactly 10^26, as 1e26", "1e26", "200000000", "no"),
    Case("exactly 10^26, all digits", str(10**26), "200000000", "no"),
    Case("10^26 + 1", str(10**26 + 1), "200000000", "yes"),
    Case("1.00000001e26", "1.00000001e26", "200000000", "yes"),
    Case("2x10^26, all digits", str(2 * 10**26), "200000000", "yes"),
    Case("cost $100,000,000", "2e26", "100000000", "no"),
    Case("cost $100,000,000.01", "2e26", "100000000.01", "yes"),
    Case("cost missing, 2e26", "2e26", None, "unknown"),
    Case("cost missing, 5e25", "5e25", None, "no"),
    Case("interval 0.8e26 to 1.3e26", ("0.8e26", "1.3e26"), "200000000", "unknown"),
    Case("interval 1.1e26 to 1.3e26", ("1.1e26", "1.3e26"), "200000000", "yes"),
)
"""What the answers table shows."""

TIMED = (
    Case("covered (2e26, $200,000,000)", "2e26", "200000000", "yes"),
    Case("not covered (5e25, $50,000,000)", "5e25", "50000000", "no"),
    Case("cost missing (2e26)", "2e26", None, "unknown"),
)
"""What decisions are timed on; every engine takes the first two."""
