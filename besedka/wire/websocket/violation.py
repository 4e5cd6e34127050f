"""What a peer did against the protocol, as a value: nothing that arrives makes the wire raise."""

from dataclasses import dataclass

__all__ = ["Violation"]


@dataclass(frozen=True, slots=True)
class Violation:
    """The close code to fail the connection with (RFC 6455, 7.1.7), and a short reason in English."""

    code: int
    reason: str
