"""The words of made-up titles, names and texts."""

GENRES = {
    "Adventure": (25, 1.0, 2.6), "Animation": (32, 0.5, 2.4), "Comedy": (39, 2.2, 1.2), "Crime": (46, 1.0, 0.9),
    "Documentary": (53, 0.8, 0.15), "Drama": (60, 3.0, 0.7), "Family": (67, 0.7, 1.9), "Fantasy": (74, 0.6, 2.2),
    "History": (81, 0.4, 0.8), "Horror": (88, 1.1, 0.8), "Music": (95, 0.4, 0.6), "Mystery": (102, 0.6, 0.8),
    "Noir": (109, 0.2, 0.4), "Romance": (116, 1.3, 0.9), "Science Fiction": (123, 0.8, 2.3), "Silent": (130, 0.1, 0.2),
    "Sport": (137, 0.2, 0.7), "Thriller": (144, 1.5, 1.1), "War": (151, 0.4, 0.9), "Western": (158, 0.3, 0.6),
}  # fmt: skip
"""By name: the genre's id, its relative frequency, and its factor on the box office."""
COUNTRIES = {
    "AR": "Argentina", "CI": "Cote D'Ivoire", "DE": "Germany", "FR": "France", "GB": "United Kingdom", "JP": "Japan",
}  # fmt: skip
SPOKEN = {
    "en": "English", "fr": "Français", "de": "Deutsch", "ja": "日本語", "es": "Español", "ru": "Русский",
    "it": "Italiano",
}  # fmt: skip
ADJECTIVES = (
    "Amber", "Bitter", "Borrowed", "Brass", "Broken", "Careless", "Copper", "Distant", "Double", "Drowned", "Empty",
    "Fading", "Feral", "Frozen", "Gilded", "Hollow", "Honest", "Idle", "Last", "Little", "Lonely", "Lucky", "Midnight",
    "Nameless", "Painted", "Paper", "Quiet", "Restless", "Salted", "Second", "Silver", "Sleeping", "Stolen", "Tender",
    "Velvet", "Wandering", "Wooden", "Yellow",
)  # fmt: skip
NOUNS = (
    "Almanac", "Anchor", "Archive", "Balcony", "Beekeeper", "Bridge", "Cartographer", "Cellar", "Clockmaker", "Comet",
    "Corridor", "Diver", "Ferry", "Garden", "Glacier", "Harvest", "Hotel", "Island", "Kite", "Ladder", "Lantern",
    "Letter", "Lighthouse", "Mirror", "Neighbour", "Orchard", "Oyster", "Parade", "Piano", "Quarry", "Railway", "River",
    "Sailor", "Signal", "Sparrow", "Staircase", "Station", "Tailor", "Tide", "Tunnel", "Umbrella", "Verdict", "Violin",
    "Voyage", "Window", "Winter",
)  # fmt: skip
PLACES = (
    "Averholt", "Brinmoor", "Cassaday", "Dunvale", "Elmsund", "Farrowby", "Grenholm", "Hallowick", "Isterra", "Kolvik",
    "Marrowgate", "Ostrava Bay",
)  # fmt: skip
FIRST_NAMES = (
    "Ada", "Bram", "Cleo", "Dario", "Edda", "Falk", "Greta", "Hugo", "Ines", "Jarek", "Kaya", "Lior", "Mina", "Noor",
    "Odile", "Pavel", "Quin", "Runa", "Soren", "Tilda", "Ulla", "Vito", "Wanda", "Yael", "Zeno", "Anaïs", "Bjørn",
    "Çelik",
)  # fmt: skip
LAST_NAMES = (
    "Abelard", "Brackwater", "Castellan", "D'Ombra", "Eastley", "Fennimore", "Gallowglass", "Hartwell", "Ivorsen",
    "Jessamyn", "Kestrel", "Lindqvist-Roe", "Mac Taggan", "Nightingale", "O'Brannon", "Pemberwick", "Quillfeather",
    "Ravenhurst", "St. Alder", "Thackeray-Moss", "Underhill", "Vasquillo", "Wetherby", "Ypsilon", "Zanderloo",
    "Søndergård",
)  # fmt: skip
FOREIGN_TITLES = (
    "夜の灯台",
    "Ночной паром",
    "Le Dernier Bal à Brinmoor",
    "الجسر القديم",
    "Straße ohne Namen",
    "El Niño del Faro",
)
LANGUAGES = ("en", "en", "en", "en", "fr", "de", "ja", "es", "ru", "it")
