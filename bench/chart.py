"""The chart: an SVG with one bar per way to load."""

from bench.results import Results
from bench.tables import seconds_of

BARS = {
    "psql_text": "the floor: two psql, text",
    "duck": "DuckDB with ADBC",
    "staged": "ratings staged",
    "jdbc_best": "Spark, JDBC at its best",
    "jdbc_default": "Spark, JDBC by default",
    "loaded": "staged, audited, upserted",
    "changes": "the same for 1 % of changes",
    "whole_full": "whole local run",
}
OURS = {"staged", "loaded", "changes", "whole_full"}
LEFT, WIDTH, HEIGHT, RIGHT = 210, 440, 28, 90


def chart(results: Results) -> str:
    """Return the chart of the medians; a thin line spans the fastest to the slowest round."""
    found = {key: figure for key, figure in seconds_of(results).items() if key in BARS}
    longest = max(figure.high for figure in found.values())
    height = HEIGHT * len(found) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}"'
        ' font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="10" y="20" font-weight="bold">Seconds for {results.ratings:,} ratings</text>',
    ]
    for number, (key, words) in enumerate((key, words) for key, words in BARS.items() if key in found):
        figure = found[key]
        top = 34 + HEIGHT * number
        middle = top + HEIGHT / 2 - 3
        length, low, high = (WIDTH * value / longest for value in (figure.value, figure.low, figure.high))
        colour = "#2a6fb0" if key in OURS else "#9aa5b1"
        parts += [
            f'<text x="{LEFT - 8}" y="{middle + 4:.0f}" text-anchor="end">{words}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{length:.1f}" height="{HEIGHT - 6}" fill="{colour}"/>',
            f'<line x1="{LEFT + low:.1f}" x2="{LEFT + high:.1f}" y1="{middle}" y2="{middle}" stroke="#222"/>',
            f'<text x="{LEFT + max(length, high) + 6:.0f}" y="{middle + 4:.0f}">{figure.value:.1f} s</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
