"""A report: one HTML file with a deal as it stood, for whoever has neither program nor ledger.

Made without the libraries of the page: the markup is built in `markup`, the pictures are those of
`cli/pictures`, and what the parts say is what the page says.
"""
