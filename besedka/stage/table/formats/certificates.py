"""Certificates of one run: an authority of its own, whose key nobody keeps, and what it signed for nginx."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import trustme

from besedka.stage.table.services import AUTHORITY

__all__ = ["CERTIFICATE", "KEY", "write"]

CERTIFICATE: Final = "nginx.pem"
KEY: Final = "nginx.key"


def write(folder: Path, names: Sequence[str]) -> None:
    """Write the authority's certificate, and one for these names and addresses with its key, which only we may read.

    Raises `OSError`, also where one of the files is there already.
    """
    authority = trustme.CA()
    issued = authority.issue_cert(*names)
    chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
    _write(folder / AUTHORITY, authority.cert_pem.bytes(), 0o644)
    _write(folder / CERTIFICATE, chain, 0o644)
    _write(folder / KEY, issued.private_key_pem.bytes(), 0o600)


def _write(file: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
        opened.write(content)
