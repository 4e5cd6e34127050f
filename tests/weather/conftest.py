"""What all tests of the weather share."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No authority is trusted. To load all of them takes 40 ms for each client of HTTP, and only loopback is asked."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("certificates")
        patch.setenv("SSL_CERT_DIR", str(folder))
        patch.delenv("SSL_CERT_FILE", raising=False)
        yield folder
