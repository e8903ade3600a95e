"""`python -m cli`, for a checkout that is not installed."""

from cli.start import main

main()
