"""The local page: a deal to look at. Loaded by `serve` alone."""
