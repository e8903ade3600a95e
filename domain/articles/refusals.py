"""What is said where a page or PDF is not read: what to do with it instead, or what to install."""

from domain.errors import Refused

COPY = "copy the text of the article into a file, or pipe it in"


def missing(library: str, what: str, error: ImportError) -> Refused:
    """The refusal where the library for it is not installed, or lacks one that it needs itself."""
    absent = (error.name or library).partition(".")[0]
    needs = library if absent == library else f"{library}, which needs {absent}"
    return Refused(
        f"reading {what} needs {needs}, which is not installed",
        code="E-EXTRA",
        hint="pip install 'dealtrail[ingest]'",
    )
