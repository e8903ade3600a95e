"""The local page: a deal to look at.

What it shows is made here without markup (rows, trees, branches, days, steps, money), and shown by
the reports of `export --html` too. The libraries of the web are loaded by `serve` alone.
"""
