"""A phone's side of HTTP with as little work as possible, so that the server is what gets measured."""

import contextlib
import socket
import time

import gevent


class Wire:
    """A kept connection that sends ready-made requests."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request and return status and body."""
        self.socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        status = int(head[9:12])
        lower = head.lower()
        at = lower.find(b"content-length: ")
        if at >= 0:
            length = int(lower[at + 16 : lower.index(b"\r\n", at)])
            while len(self.rest) < length:
                self._more()
            body, self.rest = self.rest[:length], self.rest[length:]
            return status, body
        body = b""
        while b"transfer-encoding: chunked" in lower:
            size = int(self._until(b"\r\n"), 16)
            while len(self.rest) < size + 2:
                self._more()
            body, self.rest = body + self.rest[:size], self.rest[size + 2 :]
            if not size:
                break
        return status, body

    def wait_for(self, mark: bytes) -> float:
        """Read until ``mark`` has arrived and return when."""
        while mark not in self.rest:
            self._more()
        self.rest = self.rest[self.rest.rindex(mark) + len(mark) :]
        return time.perf_counter()

    def forget(self) -> None:
        """Throw away what has arrived so far."""
        self.rest = b""
        self.socket.settimeout(0)
        with contextlib.suppress(BlockingIOError):
            while self.socket.recv(65536):
                pass
        self.socket.settimeout(None)

    def close(self) -> None:
        self.socket.close()

    def _until(self, end: bytes) -> bytes:
        while end not in self.rest:
            self._more()
        found, _, self.rest = self.rest.partition(end)
        return found + end

    def _more(self) -> None:
        new = self.socket.recv(65536)
        if not new:
            raise ConnectionError("the server has closed the connection")
        self.rest += new


def closed_loop(port: int, requests: list[bytes], hands: int, good: set[int]) -> tuple[float, list[float]]:
    """Send requests over ``hands`` kept connections; return requests a second and times in ms."""
    wires = [Wire(port) for _ in range(hands)]
    waiting = iter(requests)
    times: list[float] = []

    def work(wire: Wire) -> None:
        for request in waiting:
            started = time.perf_counter()
            status, body = wire.ask(request)
            times.append(1000 * (time.perf_counter() - started))
            assert status in good, (status, body[-500:])

    started = time.perf_counter()
    gevent.joinall([gevent.spawn(work, wire) for wire in wires], raise_error=True)
    rate = len(requests) / (time.perf_counter() - started)
    for wire in wires:
        wire.close()
    return rate, times


def burst(port: int, requests: list[bytes], good: set[int], over: float = 0.0) -> list[float]:
    """Send each request over a connection of its own, at once or spread; return times in ms."""
    wires = [Wire(port) for _ in requests]
    gevent.sleep(0.3)
    times: list[float] = []

    def one(wire: Wire, request: bytes, delay: float) -> None:
        if delay:
            gevent.sleep(delay)
        started = time.perf_counter()
        status, _ = wire.ask(request)
        times.append(1000 * (time.perf_counter() - started))
        assert status in good, status

    spaced = [over * (n + 0.5) / len(requests) for n in range(len(requests))]
    gevent.joinall(
        [gevent.spawn(one, *each) for each in zip(wires, requests, spaced, strict=True)], raise_error=True
    )
    for wire in wires:
        wire.close()
    return times


def open_streams(port: int, code: str, number: int, query: str = "?only=moves") -> list[Wire]:
    """Open event streams and wait for their first words."""
    wires: list[Wire] = []

    def open_some(count: int) -> None:
        for _ in range(count):
            wire = Wire(port)
            wire.socket.sendall(f"GET /b/{code}/events{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            wire.wait_for(b"event: changed")
            wires.append(wire)

    hands = min(32, number)
    shares = [number // hands + (n < number % hands) for n in range(hands)] if hands else []
    gevent.joinall([gevent.spawn(open_some, share) for share in shares], raise_error=True)
    gevent.sleep(0.5)
    for wire in wires:
        wire.forget()
    return wires


def connect_at_once(port: int, number: int, request: bytes, mark: bytes) -> float:
    """Have ``number`` connect and ask in the same instant; return the ms until the last has its answer."""
    wires: list[Wire] = []

    def come() -> None:
        wire = Wire(port)
        wires.append(wire)
        wire.socket.sendall(request)
        wire.wait_for(mark)

    started = time.perf_counter()
    gevent.joinall([gevent.spawn(come) for _ in range(number)], raise_error=True)
    spent = 1000 * (time.perf_counter() - started)
    for wire in wires:
        wire.close()
    return spent


def announcement(wires: list[Wire], mark: bytes, announce) -> list[float]:
    """Return the ms from the announcement to each reader."""
    for wire in wires:
        wire.forget()
    waiting = [gevent.spawn(wire.wait_for, mark) for wire in wires]
    gevent.sleep(0.05)
    started = time.perf_counter()
    announce()
    gevent.joinall(waiting, raise_error=True)
    return [1000 * (each.value - started) for each in waiting]
