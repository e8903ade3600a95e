"""The ways in: each a thin face over domain and projections."""
