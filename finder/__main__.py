"""Run the `finder` command, also with `python -m finder`."""

from finder.without_collections import without_collections


def main() -> None:
    """Import the commands, and run the one that was called."""
    with without_collections():
        from finder.commands import main as commands
    commands(prog_name="finder")


if __name__ == "__main__":
    main()
