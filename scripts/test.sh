#!/usr/bin/env bash
# Everything that CI runs.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/check.sh
pytest -n "${KHUE_TEST_WORKERS:-2}" --dist loadgroup --ignore tests/house "$@"
