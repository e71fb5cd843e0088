#!/usr/bin/env bash
# Everything that CI runs.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/check.sh
pytest -n "${KHUE_TEST_WORKERS:-2}" --dist loadgroup --ignore tests/house --cov=khue --cov-report= "$@"
echo "coverage of rules and actions"
coverage report --include='*/rules.py,*/rules/*,*/actions.py,*/actions/*' --skip-covered --fail-under=97
