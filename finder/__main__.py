from finder.cli import main

main(prog_name="finder")
