"""A cable between pages and their server, which can be cut, mended, and go dead."""

import contextlib
import socket
import threading

__all__ = ["Cable"]

_HERE = "127.0.0.1"


class Cable:
    """Listens at `port`, and leads every connection to the server's. A context manager: at its end all is cut."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._whole = True
        self._over = False
        self._lock = threading.Lock()
        self._wires: list[_Wire] = []
        self._listener = socket.create_server((_HERE, 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Cable":
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        socket.create_connection((_HERE, self.port)).close()  # wakes the thread
        self._thread.join()
        self._listener.close()
        for wire in self._wires:
            wire.close()

    def cut(self) -> None:
        """Every connection breaks, and there is no other to be had."""
        with self._lock:
            self._whole = False
            for wire in self._wires:
                wire.cut()

    def mend(self) -> None:
        """New connections come about again."""
        self._whole = True

    def freeze(self) -> None:
        """What is connected stays so, but nothing arrives any more, not even an end; new connections are well."""
        with self._lock:
            for wire in self._wires:
                wire.frozen = True

    def muffle(self) -> None:
        """What pages say arrives, and what the server says to them does not; new connections are well."""
        with self._lock:
            for wire in self._wires:
                wire.muffled = True

    def cut_frozen(self) -> None:
        """Both ends learn at last that nothing has arrived for long."""
        with self._lock:
            for wire in self._wires:
                if wire.frozen:
                    wire.cut()

    def _accept(self) -> None:
        while True:
            page, _ = self._listener.accept()
            if self._over:
                page.close()
                return
            with self._lock:
                if not self._lead_on(page):
                    page.close()

    def _lead_on(self, page: socket.socket) -> bool:
        if not self._whole:
            return False
        try:
            server = socket.create_connection((_HERE, self._server_port))
        except OSError:
            return False
        self._wires.append(_Wire(page, server))
        return True


class _Wire:
    """One connection, and the two threads that carry its bytes."""

    def __init__(self, page: socket.socket, server: socket.socket) -> None:
        self.frozen = self.muffled = False
        self._ends = (page, server)
        ways = ((page, server), (server, page))
        self._threads = [threading.Thread(target=self._carry, args=way, daemon=True) for way in ways]
        for thread in self._threads:
            thread.start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if not self.frozen and not (self.muffled and sink is self._ends[0]):
                    sink.sendall(data)
        if not self.frozen:
            self.cut()

    def cut(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):  # it is gone already
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.cut()
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            end.close()
