"""Lets ``python -m facilitator`` run the command."""

from facilitator.cli import main

main()
