"""Starts the `facilitator` command."""


def main() -> None:
    """Run the command; green threads first, before anything imports sockets or locks."""
    from gevent import events, monkey

    # At each of its steps patching looks for plugins in every installed package: a tenth of the start, for nothing.
    events.notify_and_call_entry_points = events.notify
    monkey.patch_all()
    from facilitator.commands import command

    command()


if __name__ == "__main__":
    main()
