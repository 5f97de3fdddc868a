"""Turn the names in a landing zone into the listing of a dataset; folders and S3 follow the same rules."""

from movielytics.landing.files import Ignored, LandingFile, Listing
from movielytics.landing.names import is_hidden, resembles, shown, why_ignored, why_rejected
from movielytics.landing.problems import Problems


class Names:
    """Sort the names that a zone holds into a dataset's files, what is ignored, and problems."""

    def __init__(self, dataset: str, problems: Problems) -> None:
        """Begin with no names; names that cannot be accepted are added to ``problems``."""
        self.dataset, self.problems = dataset, problems
        self.files: list[str] = []
        self.ignored: list[Ignored] = []
        self._hidden: set[str] = set()
        self._folders: set[str] = set()

    def add_top(self, name: str, *, folder: bool) -> None:
        """Add a name from the zone's top level; ``add_inside`` handles the dataset's own folder."""
        if name in (self.dataset + ".csv", self.dataset + ".csv.gz"):
            if folder:
                remedy = f"name the folder of a dataset {self.dataset}/, without suffix"
                self.problems.add(f"{name} is a folder, not a file: {remedy}")
            else:
                self.files.append(name)
        elif not resembles(name, self.dataset) or (folder and name == self.dataset):
            pass
        elif is_hidden(name):
            self._hidden.add(name)
        else:
            self.ignored.append(Ignored(name + "/" * folder, why_ignored(name, self.dataset, folder=folder)))

    def add_inside(self, name: str, *, folder: bool = False, marker: bool = False) -> None:
        """Add a name from the dataset's folder, relative to that folder.

        Args:
            name: a file, directly in the folder or below.
            folder: whether it is a folder that holds files.
            marker: whether it is an empty object whose key ends with a slash, which S3 consoles show as a folder.
        """
        segments = name.split("/")
        if marker:
            segments.pop()
        for depth, segment in enumerate(segments, 1):
            if segment in {"", ".", ".."}:
                remedy = "other tools resolve it to another key: copy it to a key without it and delete this one"
                self.problems.add(f"{self.dataset}/{shown(name)} has the segment '{segment}' in its key; {remedy}")
                return
            if is_hidden(segment):
                self._hidden.add("/".join((self.dataset, *segments[:depth])))
                return
        if marker:
            return
        if folder or len(segments) > 1:
            self._add_folder(segments[0])
        elif reason := why_rejected(name):
            self.problems.add(f"{self.dataset}/{shown(name)} {reason}")
        else:
            self.files.append(f"{self.dataset}/{name}")

    def _add_folder(self, name: str) -> None:
        if name not in self._folders:
            self._folders.add(name)
            remedy = f"put its files directly into {self.dataset}/"
            self.problems.add(f"{self.dataset}/{shown(name)} is a folder inside a dataset's folder: {remedy}")

    def listing(self, files: list[LandingFile]) -> Listing:
        """Return the listing of ``files``, which were found under the names ``self.files``."""
        by_path: dict[str, LandingFile] = {}
        for file in sorted(files, key=lambda file: file.path):
            if file.path in by_path:
                self.problems.add(f"{file.shown} is the escaped name of two files: rename the one that is not UTF-8")
            by_path[file.path] = file
        return Listing(list(by_path.values()), sorted(self.ignored), len(self._hidden))
