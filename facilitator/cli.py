"""Starts the `facilitator` command."""


def main() -> None:
    """Run the command; green threads first, before anything imports sockets or locks."""
    from gevent import monkey

    monkey.patch_all()
    from facilitator.commands import command

    command()


if __name__ == "__main__":
    main()
