#!/usr/bin/env bash
# Everything that CI runs.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/check.sh
# A test waits for PostgreSQL half of its time, so there are more workers than cores. What is served runs alone, once.
pytest -n "${KHUE_TEST_WORKERS:-4}" -m "not xdist_group" --ignore tests/house --cov --cov-report= "$@"
pytest -n 0 -m xdist_group --cov --cov-append --cov-report= "$@"
echo "coverage of rules and actions"
coverage report --skip-covered --fail-under=97
