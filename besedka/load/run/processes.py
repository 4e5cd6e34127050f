"""Processes of our own that run the same code as this one, wherever that comes from."""

import sys

__all__ = ["own_python"]


def own_python(module: str) -> list[str]:
    """The command that runs `main` of a module of ours; what follows are its arguments.

    It imports from where we do: a folder, an archive, or an installation, in whatever way this Python was told of it.
    """
    return [
        sys.executable,
        "-c",
        f"import sys; sys.path[:] = {sys.path!r}; from {module} import main; main()",
    ]
