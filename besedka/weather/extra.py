"""Whether the extra `weather` is installed whole: some of it is imported late, or in another process."""

from importlib.util import find_spec
from typing import Final

__all__ = ["MODULES", "check_extra"]

MODULES: Final = ("cdsapi", "eccodes", "httpx", "numpy", "platformdirs", "requests")
"""What must be there. `tzdata` is a substitute for what most systems have."""


def check_extra() -> None:
    """Raise `ModuleNotFoundError` for the first module that is not installed. Imports none of them."""
    for name in MODULES:
        if find_spec(name) is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
