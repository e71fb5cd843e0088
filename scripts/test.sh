#!/usr/bin/env bash
# Everything that CI runs.
set -euo pipefail
cd "$(dirname "$0")/.."
# The checks and the tests of what is served keep one core each, so they go side by side.
said=$(mktemp)
bash scripts/check.sh >"$said" 2>&1 &
checking=$!
pytest -n 0 -m xdist_group --cov --cov-report= "$@"
wait "$checking" || { cat "$said"; exit 1; }
cat "$said"; rm "$said"
# A test waits for PostgreSQL half of its time, so there are more workers than cores.
pytest -n "${KHUE_TEST_WORKERS:-4}" -m "not xdist_group" --ignore tests/house --cov --cov-append --cov-report= "$@"
echo "coverage of rules and actions"
coverage report --skip-covered --fail-under=97
