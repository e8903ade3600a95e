#!/bin/sh
# The shipped case in four questions: the round at three dates, and how its valuation came about.
#
#     sh examples/openai-2026/tour.sh
#
# It reads the ledger events.db of this project and changes nothing.
set -eu
cd "$(dirname "$0")/../.."
unset DEALTRAIL_DB
[ -t 1 ] || export COLUMNS=100

ask() {
    printf '\n$ %s\n\n' "$*"
    "$@"
}

ask dealtrail state openai-2026 --as-of 2026-01-30 --table
ask dealtrail state openai-2026 --as-of 2026-02-28 --table
ask dealtrail state openai-2026 --as-of 2026-04-01 --table
ask dealtrail audit openai-2026 valuation --as-of 2026-04-01 --changes-only --table
