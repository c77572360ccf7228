"""Wakes up whoever waits for news of a workshop; what the news is, the database knows."""

import contextlib
import json
import logging
import queue
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

ALONE_SECONDS = 60.0
POLL_SECONDS = 0.5
CONNECTED_SECONDS = 5.0
CHANNEL = "facilitator"

logger = logging.getLogger(__name__)


class Live:
    """Announce and wait within one process.

    A topic is a workshop's id. *State* is announced when anything people see changes, *progress*
    also when an answer came in; phones wait for state only.
    """

    def __init__(self, *, alone: bool = True) -> None:
        """Start with nobody waiting; not ``alone`` where other processes change the same database."""
        self._changed = threading.Condition()
        self._serials: dict[str, int] = defaultdict(int)
        self._listeners: list[Callable[[str], None]] = []
        self._alone = alone
        self._closed = False

    @property
    def alone(self) -> bool:
        """Whether every change is announced here, because no other process makes any."""
        return self._alone

    @property
    def is_connected(self) -> bool:
        """Whether announcements of all processes arrive here."""
        return self._alone

    @property
    def patience(self) -> float:
        """Seconds after which whoever waits should look by themselves, for nobody may have told them."""
        return ALONE_SECONDS if self._alone else POLL_SECONDS

    def announce(self, workshop_id: str) -> None:
        """Wake everybody who waits for this workshop."""
        self._bump(workshop_id, f"{workshop_id}/progress")
        # The room hears of it first; the rest of the request that announced it can wait.
        time.sleep(0)

    def announce_progress(self, workshop_id: str) -> None:
        """Wake those who also wait for the number of answers."""
        self._bump(f"{workshop_id}/progress")

    def serial(self, topic: str) -> int:
        """Return a number that grows with each announcement; read it before reading the database."""
        return self._serials[topic]

    def wait(self, topic: str, serial: int, timeout: float) -> bool:
        """Wait until the topic's serial is no longer ``serial``; False after ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closed or self._serials[topic] != serial, timeout)

    def listen(self, hear: Callable[[str], None]) -> None:
        """Have ``hear`` called with each topic that is announced; it must return at once."""
        self._listeners.append(hear)

    @property
    def is_closed(self) -> bool:
        """Whether the server is going down."""
        return self._closed

    def close(self) -> None:
        """Wake everybody for the last time."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _bump(self, *topics: str) -> None:
        with self._changed:
            for topic in topics:
                self._serials[topic] += 1
            self._changed.notify_all()
        for hear in self._listeners:
            for topic in topics:
                hear(topic)


class RedisLive(Live):
    """Announce to the other processes as well; while Redis is away, everybody looks by themselves.

    What is published is topics, which are random ids of workshops; nothing of what happened.
    """

    def __init__(self, url: str) -> None:
        """Use the Redis server at ``url``; it need not be there yet."""
        super().__init__(alone=False)
        import redis  # an optional extra

        self._redis: Any = redis.Redis.from_url(
            url, socket_connect_timeout=2, socket_timeout=5, health_check_interval=10
        )
        self._failures: tuple[type[Exception], ...] = (redis.RedisError, OSError)
        self._me = secrets.token_hex(8)
        self._outbox: queue.SimpleQueue[tuple[str, ...] | None] = queue.SimpleQueue()
        self._connected = False
        for work in (self._publish, self._subscribe):
            threading.Thread(target=work, name="redis", daemon=True).start()

    @property
    def is_connected(self) -> bool:
        """Whether announcements of all processes arrive here."""
        return self._connected

    @property
    def patience(self) -> float:
        """Seconds after which to look by oneself: a safety net while Redis is there, else the way."""
        return CONNECTED_SECONDS if self._connected else POLL_SECONDS

    def close(self) -> None:
        """Wake everybody here for the last time."""
        super().close()
        self._outbox.put(None)

    def _bump(self, *topics: str) -> None:
        super()._bump(*topics)
        self._outbox.put(topics)

    def _publish(self) -> None:
        """Send what was announced, never holding up whoever announced it; what fails, polling finds."""
        while (topics := self._outbox.get()) is not None:
            wanted = set(topics)
            with contextlib.suppress(queue.Empty):
                while (more := self._outbox.get_nowait()) is not None:
                    wanted.update(more)
            with contextlib.suppress(*self._failures):
                self._redis.publish(CHANNEL, json.dumps([self._me, *sorted(wanted)]))

    def _subscribe(self) -> None:
        pause, has_complained = threading.Event(), False
        while not self._closed:
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as news:
                    news.subscribe(CHANNEL)
                    if not self._connected:
                        logger.info("connected to Redis")
                    self._connected = True
                    while not self._closed:
                        message = news.get_message(timeout=1.0)
                        if message is not None:
                            self._hear(message["data"])
            except self._failures as error:
                if self._connected or not has_complained:
                    logger.warning("Redis is away; streams look for news by themselves: %s", error)
                self._connected, has_complained = False, True
                pause.wait(0.5)

    def _hear(self, data: bytes) -> None:
        try:
            sender, *topics = json.loads(data)
        except ValueError:
            return  # somebody else's message
        if sender != self._me:
            super()._bump(*[str(topic) for topic in topics])
