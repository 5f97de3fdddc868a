"""Words that titles, names and texts are made of."""

GENRES = (
    "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family", "Fantasy", "History", "Horror", "Music", "Mystery",
    "Noir", "Romance", "Science Fiction", "Silent", "Sport", "Thriller", "War", "Western",
)  # fmt: skip
GENRE_IDS = tuple(11 + 7 * number for number in range(len(GENRES)))
ADJECTIVES = (
    "Amber", "Bitter", "Borrowed", "Brass", "Broken", "Careless", "Copper", "Distant", "Double", "Drowned", "Empty", "Fading", "Feral",
    "Frozen", "Gilded", "Hollow", "Honest", "Idle", "Last", "Little", "Lonely", "Lucky", "Midnight", "Nameless", "Painted", "Paper",
    "Quiet", "Restless", "Salted", "Second", "Silver", "Sleeping", "Stolen", "Tender", "Velvet", "Wandering", "Wooden", "Yellow",
)  # fmt: skip
NOUNS = (
    "Almanac", "Anchor", "Archive", "Balcony", "Beekeeper", "Bridge", "Cartographer", "Cellar", "Clockmaker", "Comet", "Corridor",
    "Diver", "Ferry", "Garden", "Glacier", "Harvest", "Hotel", "Island", "Kite", "Ladder", "Lantern", "Letter", "Lighthouse", "Mirror",
    "Neighbour", "Orchard", "Oyster", "Parade", "Piano", "Quarry", "Railway", "River", "Sailor", "Signal", "Sparrow", "Staircase",
    "Station", "Tailor", "Tide", "Tunnel", "Umbrella", "Verdict", "Violin", "Voyage", "Window", "Winter",
)  # fmt: skip
PLACES = (
    "Averholt",
    "Brinmoor",
    "Cassaday",
    "Dunvale",
    "Elmsund",
    "Farrowby",
    "Grenholm",
    "Hallowick",
    "Isterra",
    "Kolvik",
    "Marrowgate",
    "Ostrava Bay",
)
FIRST_NAMES = (
    "Ada", "Bram", "Cleo", "Dario", "Edda", "Falk", "Greta", "Hugo", "Ines", "Jarek", "Kaya", "Lior", "Mina", "Noor", "Odile", "Pavel",
    "Quin", "Runa", "Soren", "Tilda", "Ulla", "Vito", "Wanda", "Yael", "Zeno", "Anaïs", "Bjørn", "Çelik",
)  # fmt: skip
LAST_NAMES = (
    "Abelard", "Brackwater", "Castellan", "D'Ombra", "Eastley", "Fennimore", "Gallowglass", "Hartwell", "Ivorsen", "Jessamyn", "Kestrel",
    "Lindqvist-Roe", "Mac Taggan", "Nightingale", "O'Brannon", "Pemberwick", "Quillfeather", "Ravenhurst", "St. Alder", "Thackeray-Moss",
    "Underhill", "Vasquillo", "Wetherby", "Ypsilon", "Zanderloo", "Søndergård",
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
