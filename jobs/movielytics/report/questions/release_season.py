"""The box office by month and by quarter of release."""

from decimal import Decimal

from movielytics.report import wording
from movielytics.report.chart import Rows, Series
from movielytics.report.question import Column, Mart, Question
from movielytics.warehouse.snapshot import Row

MATTERS = Decimal("1.1")
"""Smallest ratio of the best month's average revenue to the worst month's that counts as a difference."""


def _sentence(months: list[Row], quarters: list[Row]) -> str:
    if not months:
        return "No data yet: the warehouse holds no movie with known revenue and day of release."
    best, worst = _best_and_worst(months)
    if best is worst:
        return f"No comparison: all movies with known revenue came out in {wording.month(best['month'])}."
    known = sum(row["movies"] for row in months)
    sentence = "Yes: " if best["ratio_to_average"] >= worst["ratio_to_average"] * MATTERS else "Hardly: "
    sentence += (
        f"movies released in {wording.month(best['month'])} earned {wording.money(best['average_revenue'])} "
        f"on average, {best['ratio_to_average']:.1f} times the average of all {known:,} movies with known revenue; "
        f"those of {wording.month(worst['month'])} {wording.money(worst['average_revenue'])}, "
        f"{worst['ratio_to_average']:.1f} times."
    )
    top, bottom = _best_and_worst(quarters)
    if top is not bottom:
        sentence += (
            f" By quarter, {wording.quarter(top['quarter'])} leads ({top['ratio_to_average']:.1f} times) and "
            f"{wording.quarter(bottom['quarter'])} trails ({bottom['ratio_to_average']:.1f} times)."
        )
    typical = max(months, key=lambda row: row["median_revenue"])
    if typical is not best:
        month, revenue = wording.month(typical["month"]), wording.money(typical["median_revenue"])
        sentence += f" The typical (median) movie did best in {month}: {revenue}."
    return sentence


def _best_and_worst(seasons: list[Row]) -> tuple[Row, Row]:
    ordered = sorted(seasons, key=lambda row: row["average_revenue"])
    return ordered[-1], ordered[0]


def _chart(rows: list[Row], names: list[str]) -> Rows:
    overall = sum(row["average_revenue"] * row["movies"] for row in rows) / sum(row["movies"] for row in rows)
    return Rows(
        labels=names,
        texts=[wording.money(row["average_revenue"]) for row in rows],
        series=(
            Series("average", [float(row["average_revenue"]) for row in rows]),
            Series("median", [float(row["median_revenue"]) for row in rows]),
        ),
        line=float(overall),
    )


QUESTION = Question(
    position=3,
    title="Does the month or quarter of release go with higher box office?",
    marts=(
        Mart(
            name="revenue_by_month",
            query="SELECT * FROM marts.revenue_by_month ORDER BY month",
            caption="Box office by month of release; dotted: the average of all",
            chart=lambda months: _chart(months, [wording.month(row["month"]) for row in months]),
        ),
        Mart(
            name="revenue_by_quarter",
            query="SELECT * FROM marts.revenue_by_quarter ORDER BY quarter",
            caption="Box office by quarter of release; dotted: the average of all",
            chart=lambda quarters: _chart(quarters, [wording.quarter(row["quarter"]) for row in quarters]),
        ),
    ),
    sentence=_sentence,
    columns=(
        Column(
            "Released in",
            lambda row: wording.month(row["month"]) if "month" in row else wording.quarter(row["quarter"]),
            numeric=False,
        ),
        Column("Movies", lambda row: wording.count(row["movies"])),
        Column("Average", lambda row: wording.money(row["average_revenue"])),
        Column("Median", lambda row: wording.money(row["median_revenue"])),
        Column("Against all", lambda row: f"{row['ratio_to_average']:.2f} ×"),  # noqa: RUF001 - a multiplication sign
    ),
    ranked=False,
    widths=(2, 1),
)
