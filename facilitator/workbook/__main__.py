"""Reads the workbook's document (JSON) from standard input and writes the workbook to the path given."""

import json
import sys
from pathlib import Path

from facilitator.workbook.book import write_book


def main() -> None:
    """Write the workbook."""
    write_book(json.loads(sys.stdin.buffer.read()), Path(sys.argv[1]))


main()
