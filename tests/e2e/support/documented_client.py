"""The client of docs/resuming-client.md, as it stands there."""

import re
from pathlib import Path
from typing import Any

__all__ = ["Client", "program"]

_PAGE = Path(__file__).resolve().parents[3] / "docs" / "resuming-client.md"
_PARTS = re.findall(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)


def program() -> str:
    """The source of the whole program."""
    return "".join(_PARTS)


def _client_class() -> Any:
    namespace: dict[str, Any] = {"__name__": "resuming_client"}
    exec(compile(_PARTS[0], "resuming-client.md", "exec"), namespace)  # noqa: S102 - our own page
    return namespace["Client"]


Client: Any = _client_class()
"""Its class, for people of whom a test wants to know more than what is printed."""
