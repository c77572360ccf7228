"""Names the columns of the plan's sheet, and which of them are read back."""

from facilitator.workbook.sheet import Column

SHEET = "Joint action plan"
STATUSES = {
    "proposed": "Proposed",
    "agreed": "Agreed",
    "under_way": "Under way",
    "done": "Done",
    "stopped": "Stopped",
}
PLACEHOLDER = "No actions yet: write the first one here."

COLUMNS = (
    Column("No.", 5, "0"),
    Column("Action", 26),
    Column("Why", 20),
    Column("What it answers", 20),
    Column("First step", 20),
    Column("Council lead", 13),
    Column("VCS lead", 13),
    Column("By when", 12.5, "dd/mm/yyyy"),
    Column("Measure of success", 18),
    Column("Support needed to take part", 16),
    Column("Equity note", 16),
    Column("Status", 11.5),
    Column("Agreement", 16),
    # From here on for the screen only, so that the printed plan stays legible.
    Column("Lead side", 11),
    Column("Why it was stopped", 22),
    Column("Action id", 19),
    Column("Plan version", 9, "0"),
)
LAST_PRINTED = "Agreement"

# Header of a column that is read back, and the field it holds. The others are shown and not read.
READ_BACK = {
    "Action": "action",
    "Why": "why",
    "First step": "first_step",
    "Council lead": "council_lead",
    "VCS lead": "vcs_lead",
    "By when": "by_when",
    "Measure of success": "measure",
    "Support needed to take part": "support",
    "Equity note": "equity",
    "Status": "status",
    "Why it was stopped": "stopped_because",
}
KEY_COLUMNS = ("Action id", "Plan version")
