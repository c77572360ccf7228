"""Sends wake-up calls to all open streams from one loop, with one look at the database for all of them."""

import contextlib
import random
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import Semaphore
from gevent.monkey import get_original

from facilitator.services import workshops
from facilitator.services.installation import Installation
from facilitator.web import events
from facilitator.web.events import Seat

GIVE_UP_SECONDS = 30.0
AGAIN_SECONDS = 1.0
SENDS_BETWEEN_BREATHS = 250
READABLE = 1  # of libev's events

# Never waits, so that a stream needs none of what gevent adds to sockets.
_Socket: Any = get_original("socket", "socket")


class Stream:
    """An open stream: its socket, what it has been told last and what has not left yet."""

    __slots__ = ("behind_since", "chunked", "leaving", "rest", "seat", "socket", "told")

    def __init__(self, socket: Any, seat: Seat, chunked: bool) -> None:
        """Take over a connection whose response head has been sent."""
        file = socket.detach()
        self.socket = _Socket(socket.family, socket.type, socket.proto, fileno=file)
        self.socket.setblocking(False)
        self.seat, self.chunked, self.told = seat, chunked, seat.told
        self.rest = b""
        self.behind_since = 0.0
        self.leaving: Any = gevent.get_hub().loop.io(file, READABLE)

    def send(self, message: bytes) -> bool:
        """Send without waiting; False where the reader does not take anything at the moment."""
        with contextlib.suppress(BlockingIOError):
            if self.rest:
                self.rest = self.rest[self.socket.send(self.rest) :]
            if not self.rest:
                self.rest = message[self.socket.send(message) :]
                self.behind_since = 0.0
                return True
        self.behind_since = self.behind_since or time.monotonic()
        return False

    def has_left(self) -> bool:
        """Whether the reader has hung up; they send nothing, and what they send is thrown away."""
        try:
            return not self.socket.recv(64)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """End the response where it can be ended, and give the connection up."""
        self.leaving.close()
        with contextlib.suppress(OSError):
            if self.chunked and not self.rest:
                self.socket.send(b"0\r\n\r\n")
        self.socket.close()


class FanOut:
    """All streams of this process.

    A stream has no queue: it is told the newest revision, or later a newer one. Who takes nothing for
    half a minute is dropped; their page connects again.
    """

    def __init__(self, installation: Installation, most: int, places: Semaphore) -> None:
        """Serve at most ``most`` streams, a share of their own that votes do not compete with.

        Each takes one of the ``places`` that all connections of this process share.
        """
        self._installation, self._most, self._places = installation, most, places
        self._streams: defaultdict[str, set[Stream]] = defaultdict(set)
        self._count = 0
        self._arrived: list[Stream] = []
        self._moved: set[str] = set()
        self._progressed: set[str] = set()
        self._boards_told_at: defaultdict[str, float] = defaultdict(float)
        self._news = Event()
        self._closed = False
        self._loop: gevent.Greenlet | None = None

    def start(self) -> None:
        """Begin to listen and to send."""
        self._installation.live.listen(self._hear)
        self._loop = gevent.spawn(self._run)

    def has_room(self) -> bool:
        """Whether another stream can be taken."""
        return self._count < self._most and not self._closed

    def hold(self, socket: Any, seat: Seat, chunked: bool) -> None:
        """Take a connection over; it costs a socket and a watch for its reader's leaving, no greenlet."""
        stream = Stream(socket, seat, chunked)
        # Others may have come while the head of the response left.
        if not self.has_room() or not self._places.acquire(blocking=False):
            stream.close()
            return
        self._streams[seat.workshop_id].add(stream)
        self._count += 1
        stream.leaving.start(self._look, stream)
        self._arrived.append(stream)  # what they do not know yet is looked up once for all who come together
        self._news.set()

    def close(self) -> None:
        """End all streams; their pages connect to whoever serves next, not all in the same instant."""
        self._closed = True
        self._news.set()
        for stream in [s for streams in self._streams.values() for s in streams]:
            self._drop(stream)

    def _look(self, stream: Stream) -> None:
        if stream.has_left():
            self._drop(stream)

    def _drop(self, stream: Stream) -> None:
        mine = self._streams.get(stream.seat.workshop_id, set())
        if stream not in mine:
            return  # it left while others were being told
        mine.discard(stream)
        self._count -= 1
        self._places.release()
        if not mine:
            del self._streams[stream.seat.workshop_id]
        stream.close()

    def _hear(self, topic: str) -> None:
        workshop_id, _, progress = topic.partition("/")
        (self._progressed if progress else self._moved).add(workshop_id)
        self._news.set()

    def _run(self) -> None:
        now = time.monotonic()
        heartbeat_at, look_at, again_at = now + events.HEARTBEAT_SECONDS, now + self._patience(), now
        while not self._closed:
            look_next = max(again_at, min(look_at, self._progress_at()))
            self._news.wait(max(0.0, min(heartbeat_at, look_next) - time.monotonic()))
            self._news.clear()
            now = time.monotonic()
            try:
                if now >= heartbeat_at:
                    heartbeat_at = now + events.HEARTBEAT_SECONDS
                    self._beat()
                if now < again_at:
                    continue  # whatever came is looked up then
                if now >= look_at:
                    self._moved |= self._streams.keys()
                    look_at = now + self._patience()
                if self._arrived or self._moved or self._progress_at() <= now:
                    self._tell_news(now)
            except Exception:
                # The database may be away for a moment. The truth is in it: look again soon, not at once.
                look_at = again_at = time.monotonic() + AGAIN_SECONDS

    def _patience(self) -> float:
        """Seconds until the database is read even though nobody announced anything, with jitter."""
        return self._installation.live.patience * random.uniform(0.8, 1.2)  # noqa: S311

    def _progress_at(self) -> float:
        """When boards and consoles may next be told of heads and answers."""
        return min(
            (self._boards_told_at[w] + events.TICK_SECONDS for w in self._progressed), default=float("inf")
        )

    def _tell_news(self, now: float) -> None:
        due = {w for w in self._progressed if self._boards_told_at[w] + events.TICK_SECONDS <= now}
        wanted = {w for w in self._moved | due if w in self._streams}
        arrived, moved, progressed = self._arrived, self._moved, self._progressed
        self._arrived, self._moved, self._progressed = [], set(), progressed - due - moved
        newcomers: defaultdict[str, list[Stream]] = defaultdict(list)
        for stream in arrived:
            newcomers[stream.seat.workshop_id].append(stream)
        look_at = wanted | newcomers.keys()
        try:
            found = workshops.list_revisions(self._installation, look_at) if look_at else {}
        except Exception:
            self._arrived += [s for s in arrived if s in self._streams.get(s.seat.workshop_id, ())]
            self._moved |= moved
            self._progressed |= progressed
            raise
        for workshop_id in look_at:
            if workshop_id in wanted:
                self._boards_told_at[workshop_id] = now
            everybody = self._streams.get(workshop_id, ())
            readers = everybody if workshop_id in wanted else newcomers[workshop_id]
            self._tell(readers, found.get(workshop_id))

    def _tell(self, readers: Iterable[Stream], now: tuple[int, int] | None) -> None:
        """Tell readers of a workshop its revision and progress, or that it is gone."""
        if now is None:
            self._send(readers, events.GONE, events.GONE, "gone", "gone")
            return
        revision, progress = now
        phones, boards = str(revision), f"{revision}.{progress}"
        self._send(readers, events.changed(phones), events.changed(boards), phones, boards)

    def _send(
        self, streams: Iterable[Stream], to_phones: str, to_boards: str, phones: str, boards: str
    ) -> None:
        framed = {
            (only_moves, chunked): _frame(text, chunked)
            for only_moves, text in ((True, to_phones), (False, to_boards))
            for chunked in (True, False)
        }
        for number, stream in enumerate(list(streams)):
            told = phones if stream.seat.only_moves else boards
            if stream.told != told:
                self._push(stream, framed[stream.seat.only_moves, stream.chunked], told)
            if number % SENDS_BETWEEN_BREATHS == SENDS_BETWEEN_BREATHS - 1:
                gevent.sleep(0)

    def _push(self, stream: Stream, message: bytes, told: str) -> None:
        try:
            if stream.send(message):
                stream.told = told
            elif time.monotonic() - stream.behind_since > GIVE_UP_SECONDS:
                self._drop(stream)
            else:
                # The heartbeat tries again, with the newest revision of then.
                stream.told = ""
        except OSError:
            self._drop(stream)

    def _beat(self) -> None:
        for workshop_id in list(self._streams):
            if any(not s.told for s in self._streams.get(workshop_id, ())):
                self._moved.add(workshop_id)
                self._news.set()
            for stream in list(self._streams.get(workshop_id, ())):
                self._push(stream, _frame(events.HEARTBEAT, stream.chunked), stream.told)
            gevent.sleep(0)
        for workshop_id in self._boards_told_at.keys() - self._streams.keys():
            del self._boards_told_at[workshop_id]


def _frame(text: str, chunked: bool) -> bytes:
    body = text.encode()
    return b"%x\r\n%s\r\n" % (len(body), body) if chunked else body
