from finder.commands import main

main(prog_name="finder")
