#!/usr/bin/env bash
# Everything that CI runs. COVERAGE=1 also measures what the tests reach and asks for 97 of 100 lines of rules and actions.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/check.sh
measured=(); [ -z "${COVERAGE:-}" ] || measured=(--cov=khue --cov-append --cov-report=)
rm -f .coverage
# A test waits for PostgreSQL half of its time, so there are more workers than cores. What is served runs alone, once.
pytest -n "${KHUE_TEST_WORKERS:-4}" -m "not xdist_group" --ignore tests/house "${measured[@]}" "$@"
pytest -n 0 -m xdist_group "${measured[@]}" "$@"
[ -z "${COVERAGE:-}" ] || coverage report --include='*/rules.py,*/rules/*,*/actions.py,*/actions/*' --skip-covered --fail-under=97
