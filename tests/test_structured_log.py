"""What the log says of an internal error."""

import io

from besedka.structured_log import log_failure, open_log


def logged(error: BaseException | None) -> str:
    stream = io.StringIO()
    log_failure(open_log("info", stream), "test", error)
    return stream.getvalue()


def raised(function: object) -> BaseException:
    try:
        function()  # type: ignore[operator]
    except BaseException as error:  # noqa: BLE001 - any
        return error
    raise AssertionError


def test_the_causes_of_an_error_are_logged_with_their_traces_and_without_their_texts() -> None:
    def wrap() -> None:
        try:
            raise KeyError("secret")
        except KeyError as error:
            raise LookupError("secret") from error

    def wrap_again() -> None:
        try:
            wrap()
        except LookupError:
            raise ValueError("secret")  # noqa: B904 - that is what is tested

    line = logged(raised(wrap_again))
    assert line.count("\n") == 1
    assert "secret" not in line
    before, after = line.split(" cause=")
    assert "error=ValueError trace=" in before
    assert before.count("test_structured_log.py:") == 2
    assert [part.split(" at ")[0].strip('"') for part in after.split("; ")] == ["LookupError", "KeyError"]
    assert all("test_structured_log.py:" in part for part in after.split("; "))


def test_a_cause_that_was_suppressed_is_not_logged() -> None:
    def replace() -> None:
        try:
            raise KeyError("secret")
        except KeyError:
            raise LookupError from None

    assert "cause=" not in logged(raised(replace))


def test_a_long_trace_is_shortened_in_its_middle() -> None:
    def endless() -> None:
        endless()

    line = logged(raised(endless))
    trace = line.split("trace=")[1].split(" < ")
    assert len(trace) == 33
    assert trace[16] == "…"
    assert "error=RecursionError" in line


def test_many_causes_are_cut_short() -> None:
    error: BaseException = LookupError()
    for _ in range(10):
        error, last = KeyError(), error
        error.__cause__ = last
    assert logged(error).count(" at ") == 4


def test_an_error_that_is_its_own_cause_is_logged() -> None:
    error = KeyError()
    error.__cause__ = error
    assert "error=KeyError" in logged(error)


def test_a_failure_without_an_error_is_a_line_too() -> None:
    assert logged(None).endswith("event=internal what=test error=None trace=None\n")
