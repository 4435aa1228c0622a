"""``python -m shkplan.cli``, where the installed command is not at hand."""

from shkplan.cli import main

if __name__ == "__main__":
    main()
