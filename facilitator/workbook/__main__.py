"""``write PATH`` writes the workbook of the document (JSON) on standard input; ``read`` reads a plan back."""

import json
import sys
from pathlib import Path


def main() -> None:
    """Write a workbook, or read the plan of one and answer in JSON."""
    if sys.argv[1] == "read":
        from facilitator.workbook.plan_reader import limit_this_process, read_plan

        limit_this_process()
        json.dump(read_plan(sys.stdin.buffer.read()), sys.stdout)
    else:
        from facilitator.workbook.book import write_book

        write_book(json.loads(sys.stdin.buffer.read()), Path(sys.argv[2]))


main()
