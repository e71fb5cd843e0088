"""`python -m khue` is `khue`."""

from khue.config.cli import main

main()
