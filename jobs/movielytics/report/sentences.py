"""The answers to the business questions in words, computed from the marts' rows."""

from decimal import Decimal

from movielytics.report import wording
from movielytics.warehouse.snapshot import Row

MATTERS = Decimal("1.1")
"""Smallest ratio of the best month's average revenue to the worst month's that counts as a difference."""


def highest_rated(movies: list[Row]) -> str:
    """Answer from the top rows of marts.highest_rated_movies; each also has the number of ``candidates``."""
    if not movies:
        return "No data yet: the warehouse holds no ratings."
    best = movies[0]
    name, votes = wording.titled(best["title"], best["release_year"]), wording.things(best["ratings"], "rating")
    minimum, candidates = wording.things(best["minimum_ratings"], "rating"), wording.things(best["candidates"], "movie")
    return (
        f"{name}, with {best['average_rating']} of 5 stars on average from {votes}. "
        f"A movie needs {minimum} to compete, as {candidates} did, "
        f"and is ranked by IMDb's weighted rating, which trusts many votes more than few."
    )


def popular(genres: list[Row]) -> str:
    """Answer from marts.popular_genres, best first."""
    rated = [genre for genre in genres if genre["ratings"]]
    if not rated:
        return "No data yet: the warehouse holds no ratings of movies with a genre."
    best, followers = rated[0], rated[1:3]
    sentence = f"{best['genre_name']}: {wording.share(best['share_of_ratings'])} of all ratings went to its movies"
    if followers:
        names = [f"{genre['genre_name']} ({wording.share(genre['share_of_ratings'])})" for genre in followers]
        sentence += f", followed by {wording.listing(names)}"
    busiest = max(rated, key=lambda genre: genre["ratings_per_movie"])
    if busiest is not best:
        sentence += (
            f". Movie for movie, {busiest['genre_name']} draws the most: {wording.decimal(busiest['ratings_per_movie'], 1)} ratings each"
        )
    return f"{sentence}."


def season(months: list[Row], quarters: list[Row]) -> str:
    """Answer from marts.revenue_by_month and marts.revenue_by_quarter."""
    if not months:
        return "No data yet: the warehouse holds no movie with known revenue and day of release."
    best, worst = _best_and_worst(months)
    if best is worst:
        return f"Not to be told: all movies with known revenue came out in {wording.month(best['month'])}."
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
        sentence += (
            f" The typical (median) movie did best in {wording.month(typical['month'])}: {wording.money(typical['median_revenue'])}."
        )
    return sentence


def _best_and_worst(seasons: list[Row]) -> tuple[Row, Row]:
    ordered = sorted(seasons, key=lambda row: row["average_revenue"])
    return ordered[-1], ordered[0]


def earnings(genres: list[Row]) -> str:
    """Answer from marts.genre_earnings, best first."""
    if not genres:
        return "No data yet: the warehouse holds no movie with known revenue and a genre."
    best = genres[0]
    if best["today"] is None:
        return "No data yet: without a price index (cpi) revenue cannot be told in today's money."
    if not best["movies"]:
        return "Not to be told: no movie with known revenue was released in a month that the price index covers."
    sentence = (
        f"{best['genre_name']}: {wording.things(best['movies'], 'movie')} earned "
        f"{wording.money(best['revenue_today'])} at the ticket prices of {wording.month_of(best['today'])} "
        f"({wording.money(best['revenue'])} as earned)"
    )
    followers = [f"{genre['genre_name']} ({wording.money(genre['revenue_today'])})" for genre in genres[1:3] if genre["movies"]]
    if followers:
        sentence += f", followed by {wording.listing(followers)}"
    if best["movies_left_out"]:
        left_out = wording.things(best["movies_left_out"], f"more {best['genre_name']} movie")
        sentence += f". {left_out} came out in months that the price index does not cover and could not be converted"
    return f"{sentence}."
