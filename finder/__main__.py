"""Run the `finder` command with `python -m finder`."""

from finder.commands import main

main(prog_name="finder")
