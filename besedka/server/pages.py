"""What a browser gets."""

from pathlib import Path

__all__ = ["FRONT_PAGE"]

FRONT_PAGE = (Path(__file__).parent.parent / "web" / "index.html").read_bytes()
"""The page at `/`, as UTF-8."""
