"""Whatever people and facilitator do, in whatever order, the workshop agrees with a model that fits on a page."""

import datetime
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from facilitator.domain.agenda import NotNow, RoundStatus
from facilitator.domain.release import Shown
from facilitator.domain.workshop import Breakdown, Mode
from facilitator.frameworks import get_built_in
from facilitator.services import accounts, housekeeping, joining, lists, results, rounds, voting, workshops
from facilitator.services.installation import open_installation
from facilitator.services.voting import RoundNotOpen, Voter
from facilitator.settings import Settings, prepare_data_folder

NOW = ("not_in_place", "a_little", "partly", "mostly", "fully")
K = 3


class Model(RuleBasedStateMachine):
    """One step of a workshop: people join and answer, the facilitator opens, closes, shows and goes on."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="model-"))
        data = self.folder / "data"
        self.settings = Settings(data=data, secret_key=prepare_data_folder(data), testing=True)
        self.here = open_installation(self.settings)
        link = accounts.make_setup_link(self.here)
        ann = accounts.create_account(
            self.here, link.rsplit("/", 1)[1], "Ann", "ann@example.org", "long enough"
        )
        place = workshops.create_partnership(self.here, ann.id, "Together", "A")
        new = workshops.NewWorkshop(
            place.id,
            "Model",
            datetime.date(2026, 11, 24),
            Mode.JOINT,
            get_built_in("council-vcs"),
            K,
            Breakdown.SECTOR,
        )
        self.id = workshops.create_workshop(
            self.here, ann.id, new, lists.read_lines("relationships", "Forum")
        ).id
        workshops.open_workshop(self.here, self.id)
        workshops.go_to(self.here, self.id, "principles")
        self.people: list[Voter] = []
        # The model: answers that were acknowledged in the round being asked, by person and item.
        self.status = "none"
        self.answers: dict[tuple[int, int], str] = {}
        self.number = 0
        self.released: dict[int, dict[int, int]] = {}

    def workshop(self):
        return workshops.get_workshop(self.here, self.id)

    def round(self):
        workshop = self.workshop()
        return workshop.position(workshops.list_rounds(self.here, workshop)).current_round

    @rule(sector=st.sampled_from(["officer", "vcs", "councillor", "other"]))
    def join(self, sector: str) -> None:
        self.people.append(Voter(joining.join(self.here, self.workshop(), sector), sector))

    @precondition(lambda self: self.people and self.status != "none")
    @rule(who=st.integers(0, 30), item=st.integers(0, 2), answer=st.sampled_from(NOW))
    def cast(self, who: int, item: int, answer: str) -> None:
        who %= len(self.people)
        current = self.round()
        given = {current.items[item]: {"now": answer, "importance": "very"}}
        try:
            voting.cast(self.here, self.workshop(), current, self.people[who], given)
        except RoundNotOpen:
            assert self.status != "open"
        else:
            assert self.status == "open"
            self.answers[who, item] = answer

    @rule()
    def open(self) -> None:
        try:
            rounds.open_round(self.here, self.id)
        except NotNow:
            assert self.status in ("open", "paused", "closed")
        else:
            assert self.status in ("none", "revealed")
            self.status, self.answers, self.number = "open", {}, self.number + 1

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        try:
            rounds.set_paused(self.here, self.id, paused)
        except NotNow:
            assert self.status != ("open" if paused else "paused")
        else:
            self.status = "paused" if paused else "open"

    @rule()
    def close(self) -> None:
        try:
            rounds.close_round(self.here, self.id)
        except NotNow:
            assert self.status not in ("open", "paused")
        else:
            assert self.status in ("open", "paused")
            self.status = "closed"

    @rule()
    def reveal(self) -> None:
        try:
            rounds.reveal(self.here, self.id)
        except NotNow:
            assert self.status != "closed"
        else:
            assert self.status == "closed"
            self.status = "revealed"
            self.released[self.number] = {
                item: sum(1 for _, i in self.answers if i == item) for item in range(3)
            }

    @rule()
    def restart(self) -> None:
        self.here.close()
        self.here = open_installation(self.settings)
        housekeeping.finish_sealing(self.here)

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "here"):
            return
        current = self.round()
        assert (current.status.value if current else "none") == self.status
        if current is not None and current.status in (RoundStatus.OPEN, RoundStatus.PAUSED):
            assert rounds.count_answered(self.here, current) == len({who for who, _ in self.answers})
        shown = results.step_releases(self.here, self.workshop(), "principles")
        assert [r.round for r in shown] == sorted(self.released)
        for release in shown:
            for item, count in self.released[release.round].items():
                result = release.find_result(release.items()[item].key, "now")
                room = result.figures.room
                assert (room.n if isinstance(room, Shown) else 0) == (count if count >= K else 0)
                for group in result.figures.groups.values():
                    assert not isinstance(group, Shown) or group.n is None or group.n >= K

    def teardown(self) -> None:
        if hasattr(self, "here"):
            self.here.close()
            shutil.rmtree(self.folder, ignore_errors=True)


TestModel = Model.TestCase
TestModel.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
