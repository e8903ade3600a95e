"""Whatever is done to a ledger, in whatever order, it says what a plain dictionary says."""

import sys

import pytest
from hypothesis import HealthCheck, settings

from tests.model import LedgerBesideADictionary

if sys.platform == "win32":
    pytest.skip("programs are forked and killed", allow_module_level=True)

TestLedgerBesideADictionary = LedgerBesideADictionary.TestCase
TestLedgerBesideADictionary.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
