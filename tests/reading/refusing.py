"""What the tests of refusals ask."""

import pytest

from domain.errors import Refused
from domain.reading import Context, read
from tests.reading.corpus import CONTEXT, field


def refused(text: str, place: str, context: Context = CONTEXT) -> Refused:
    """The refusal of a text."""
    with pytest.raises(Refused) as refusal:
        read(text, field(place), context)
    return refusal.value


def code_of(text: str, place: str, context: Context = CONTEXT) -> str:
    """The code with which a text is refused."""
    return refused(text, place, context).code
