"""Clients of the tree in PYTHONPATH: `our_clients.py HOST PORT ADDRESS…`, one from each of these addresses.

Prints as JSON what became of them. Whoever is refused gives up for good; whoever finds no chat would try again.
"""

import asyncio
import json
import sys
from collections import Counter
from typing import Any

from besedka.client import HandshakeRefused, ServerUnreachable, connect

__all__ = ["main"]

_PER_SECOND = 30
_STAY = 1.0


class _Loop(asyncio.SelectorEventLoop):
    """Each connection comes from the next of the addresses, as if it were somebody else's."""

    addresses: list[str]

    async def create_connection(self, *args: Any, **options: Any) -> Any:
        """As ever, but for where it comes from."""
        return await super().create_connection(*args, **options, local_addr=(self.addresses.pop(0), 0))


async def _come(place: str, delay: float, found: Counter[str]) -> None:
    await asyncio.sleep(delay)
    try:
        chat = await connect(place)
    except HandshakeRefused as error:
        found[f"refused: {error.why[:60]}"] += 1
    except ServerUnreachable as error:
        found[f"unreachable: {error.code}"] += 1
    else:
        found["in"] += 1
        await asyncio.sleep(_STAY)
        chat.abort()


async def _run(place: str, number: int) -> Counter[str]:
    found: Counter[str] = Counter()
    await asyncio.gather(*(_come(place, index / _PER_SECOND, found) for index in range(number)))
    return found


def main(host: str, port: str, *addresses: str) -> None:
    """Let all of them come, and say what became of them."""
    loop = _Loop()
    loop.addresses = list(addresses)
    found = loop.run_until_complete(_run(f"{host}:{port}", len(addresses)))
    refused = sum(number for what, number in found.items() if what.startswith("refused"))
    came = found.pop("in", 0)
    print(json.dumps({"in": came, "given up for good": refused, "other": dict(found)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
