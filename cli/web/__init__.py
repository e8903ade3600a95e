"""The local page: a deal to look at.

What it shows is made in `cli/views/`, for the report of `export --html` too. The libraries of the
web are loaded by `serve` alone.
"""
