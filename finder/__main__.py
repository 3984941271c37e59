"""`python -m finder` is the `finder` command."""

from finder.commands import main

main(prog_name="finder")
