"""The business questions, each in a module of its own with a ``QUESTION``.

Every module of this package is a question: no list names them, and ``Question.position`` gives their order.
"""

from importlib import import_module
from pkgutil import iter_modules

from movielytics.report.question import Question


def questions() -> dict[str, Question]:
    """Return all questions by the names of their modules, in the order of their places."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    found: dict[str, Question] = {module.__name__.rpartition(".")[2]: module.QUESTION for module in modules}
    return dict(sorted(found.items(), key=lambda item: item[1].position))
