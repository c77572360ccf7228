"""Names the tables and their columns."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _workshop() -> Column[str]:
    return Column("workshop_id", ForeignKey("workshop.id", ondelete="CASCADE"), nullable=False, index=True)


# One row: which database this is, whatever its address. A key folder belongs to one database.
identity = Table("identity", metadata, Column("id", String(32), primary_key=True))

account = Table(
    "account",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(255), nullable=False),
    Column("created_at", DateTime, nullable=False),
)

# Wrong passwords, by address, whether or not there is such an account: so nobody can tell.
wrong_password = Table(
    "wrong_password",
    metadata,
    Column("email_hash", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", DateTime, nullable=False),
)

partnership = Table(
    "partnership",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("place", String(200), nullable=False),
    Column("next_on", Date),
    Column("created_at", DateTime, nullable=False),
)

# Organisations, kept by hand: nothing joins them to participants or to a workshop.
partner = Table(
    "partner",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("partnership_id", ForeignKey("partnership.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("organisation", String(200), nullable=False),
    Column("sector", String(20), nullable=False),
    Column("size", String(20), nullable=False),
    Column("missing", Boolean, nullable=False),
)

# The relationships a partnership's workshops share; their keys never change.
relationship = Table(
    "relationship",
    metadata,
    Column("partnership_id", ForeignKey("partnership.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("details", JSON, nullable=False),
    Column("same_as", String(40)),
)

framework_version = Table(
    "framework_version",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("partnership_id", ForeignKey("partnership.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("uq_framework_version_partnership_key_number", "partnership_id", "key", "number", unique=True),
)

membership = Table(
    "membership",
    metadata,
    Column("partnership_id", ForeignKey("partnership.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("role", String(20), nullable=False),
)

# One-time links: to the first account, into a partnership, or to a new password. Only hashes are kept.
invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("partnership_id", ForeignKey("partnership.id", ondelete="CASCADE"), index=True),
    Column("role", String(20)),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), index=True),
    Column("created_at", DateTime, nullable=False),
)

workshop = Table(
    "workshop",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("partnership_id", ForeignKey("partnership.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("mode", String(20), nullable=False),
    Column("framework", Text, nullable=False),
    Column("k", Integer, nullable=False),
    Column("breakdown", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("step", String(40), nullable=False),
    Column("locked_lists", JSON, nullable=False),
    Column("room_locked", Boolean, nullable=False),
    Column("tickets", Boolean, nullable=False),
    Column("board", JSON, nullable=False),
    Column("step_started_at", DateTime, nullable=False),
    Column("timer", JSON, nullable=False),
    Column("notes", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("pace", String(20), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
)

# What facilitators changed, and when. Nothing that a participant does is ever written here.
change = Table(
    "change",
    metadata,
    Column("id", String(32), primary_key=True),
    _workshop(),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("what", String(60), nullable=False),
    Column("detail", String(200), nullable=False),
)

# No number, no time, no address: nothing here may tell participants apart or order them.
participant = Table(
    "participant",
    metadata,
    Column("workshop_id", ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("sector", String(40), nullable=False),
    sqlite_with_rowid=False,
)

entry = Table(
    "entry",
    metadata,
    Column("id", String(32), primary_key=True),
    _workshop(),
    Column("list", String(20), nullable=False),
    Column("key", String(40), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("details", JSON, nullable=False),
    Column("merged_into", String(32)),
)

round_ = Table(
    "round",
    metadata,
    Column("id", String(32), primary_key=True),
    _workshop(),
    Column("step", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("items", JSON, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("opened_at", DateTime, nullable=False),
    Column("closed_at", DateTime),
    Index("uq_round_workshop_step_number", "workshop_id", "step", "number", unique=True),
)

ballot = Table(
    "ballot",
    metadata,
    Column("round_id", ForeignKey("round.id", ondelete="CASCADE"), primary_key=True),
    Column("key", LargeBinary(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Who has answered anything in a round, under a name that joins to nothing else.
turnout = Table(
    "turnout",
    metadata,
    Column("round_id", ForeignKey("round.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", LargeBinary(32), primary_key=True),
    sqlite_with_rowid=False,
)

release = Table(
    "release",
    metadata,
    Column("round_id", ForeignKey("round.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("results", JSON, nullable=False),
)

# What the room sees of a round while it is open, and, encrypted under the round's key, which answers
# that holds. Gone when the round is closed.
live = Table(
    "live",
    metadata,
    Column("round_id", ForeignKey("round.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("results", JSON, nullable=False),
    Column("state", LargeBinary, nullable=False),
)

# Tickets not used yet, by hash. Using one removes its row, so that nothing joins it to who used it.
ticket = Table(
    "ticket",
    metadata,
    Column("workshop_id", ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
    Column("code_hash", LargeBinary(32), primary_key=True),
    sqlite_with_rowid=False,
)

contribution = Table(
    "contribution",
    metadata,
    Column("id", String(32), primary_key=True),
    _workshop(),
    Column("step", String(40), nullable=False),
    Column("round", Integer, nullable=False),
    Column("item", String(40), nullable=False),
    Column("criterion", String(40), nullable=False),
    Column("texts", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("heading", String(60), nullable=False, server_default=""),
)

action = Table(
    "action",
    metadata,
    Column("id", String(32), primary_key=True),
    _workshop(),
    Column("position", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("links", JSON, nullable=False),
    Column("first_step", Text, nullable=False),
    Column("council_lead", Text, nullable=False),
    Column("council_accepted", Boolean, nullable=False),
    Column("vcs_lead", Text, nullable=False),
    Column("vcs_accepted", Boolean, nullable=False),
    Column("by_when", Date),
    Column("measure", Text, nullable=False),
    Column("support", Text, nullable=False),
    Column("equity", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("stopped_because", Text, nullable=False),
    Column("agreed_openly", String(10), nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

# Every save of an action, numbered through the whole plan: for undo, for the history of its status,
# and for merging a copy that was edited elsewhere with what the plan said when the copy was made.
plan_save = Table(
    "plan_save",
    metadata,
    Column("workshop_id", ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("action_id", String(32), nullable=False),
    Column("saved_at", DateTime, nullable=False),
    Column("saved_by", String(200), nullable=False),
    Column("sitting", String(32), nullable=False),
    Column("action", JSON, nullable=False),
)

# What a plan has beside its actions; of its read-only link only the hash is kept.
plan = Table(
    "plan",
    metadata,
    Column("workshop_id", ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
    Column("review_on", Date),
    Column("link_hash", LargeBinary(32), unique=True),
)
