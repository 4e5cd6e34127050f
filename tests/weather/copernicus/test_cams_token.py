"""Where the operator's token is read, and what is taken for one."""

import logging
from pathlib import Path

import pytest
from cams_scene import SECRET

from besedka.weather.copernicus.access_token import Token, read_token


def written(folder: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path = folder / "token"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"{SECRET}\n",
        f"  {SECRET}\r\n\r\n",
        f"url: https://ads.atmosphere.copernicus.eu/api\nkey: {SECRET}\n",
        f"key:{SECRET}",
        f"url: https://ads.atmosphere.copernicus.eu/api\r\nkey : {SECRET}\r\nverify: 1\r\n",
    ],
)
def test_a_file_holds_the_token_alone_or_as_cdsapi_writes_it(tmp_path: Path, text: str) -> None:
    assert read_token({}, written(tmp_path, text)) == Token(SECRET)


def test_the_environment_may_hold_it() -> None:
    assert read_token({"CDSAPI_KEY": f" {SECRET} "}, None) == Token(SECRET)


def test_a_file_that_was_named_is_the_only_place(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    environ = {"CDSAPI_KEY": "another-token-999"}
    assert read_token(environ, written(tmp_path, SECRET)) == Token(SECRET)
    assert read_token(environ, tmp_path / "absent") is None
    assert read_token(environ, tmp_path) is None
    assert f"{tmp_path / 'absent'} cannot be read (FileNotFoundError)" in caplog.text


@pytest.mark.parametrize("environ", [{}, {"CDSAPI_KEY": ""}])
def test_without_either_there_is_none_and_no_complaint(
    environ: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert read_token(environ, None) is None
    assert caplog.records == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666, 0o620])
def test_a_file_that_others_can_read_is_used_with_a_warning(
    tmp_path: Path, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    path = written(tmp_path, SECRET, mode)
    assert read_token({}, path) == Token(SECRET)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert f"{path} can be read by others (mode {mode:o}); use 600" in record.getMessage()
    assert SECRET not in caplog.text


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_the_operator_alone_is_used_silently(
    tmp_path: Path, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_token({}, written(tmp_path, SECRET, mode)) == Token(SECRET)
    assert caplog.records == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "short",
        f"12345:{SECRET}",
        f"{SECRET}\nand more",
        f"{SECRET}\u00e9",
        "two words-of-it",
        "key:",
        "url: https://ads.atmosphere.copernicus.eu/api",
        b"\xff\xfe" + SECRET.encode(),
        "x" * 5000,
    ],
)
def test_what_cannot_be_a_token_is_none_and_does_not_get_into_the_log(
    tmp_path: Path, text: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_token({}, written(tmp_path, text)) is None
    assert len(caplog.records) == 1
    assert SECRET not in caplog.text


def test_the_retired_form_of_a_token_is_named(caplog: pytest.LogCaptureFixture) -> None:
    assert read_token({"CDSAPI_KEY": f"12345:{SECRET}"}, None) is None
    assert "CDSAPI_KEY has the retired form UID:KEY" in caplog.text
