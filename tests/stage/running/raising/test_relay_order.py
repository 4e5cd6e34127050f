"""An order to a relay is kept until that is cancelled, whatever happens in the same moment."""

import asyncio
from pathlib import Path

import pytest

from besedka.stage.running.raising.relay_order import RelayOrder

PATIENCE = 10


@pytest.mark.parametrize("turns", range(12))
def test_who_keeps_an_order_ends_when_cancelled_also_just_as_the_answer_comes(
    tmp_path: Path, turns: int
) -> None:
    control = tmp_path / "relay.sock"

    async def cancelled() -> bool:
        answered = asyncio.Queue[None]()
        serving: list[asyncio.Future[None]] = []

        async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            serving.append(asyncio.get_running_loop().create_future())
            over, is_first = serving[-1], len(serving) == 1
            while await reader.readline():
                writer.write(b"{}\n")
                answered.put_nowait(None)
                if is_first:
                    break
            writer.close()
            over.set_result(None)

        server = await asyncio.start_unix_server(relay, control)
        order = RelayOrder(control, {"do": "cut"})
        await order.give()
        await answered.get()
        keeping = asyncio.ensure_future(order.keep())
        await answered.get()  # The relay has closed the connection, and the order was given again.
        for _ in range(turns):
            await asyncio.sleep(0)
        keeping.cancel()
        done, _ = await asyncio.wait({keeping}, timeout=PATIENCE)
        await order.take_back()
        server.close()
        await asyncio.wait(serving, timeout=PATIENCE)
        return keeping in done

    assert asyncio.run(cancelled())
