#!/usr/bin/env bash
# Everything that can be said without running the product: format, lint, types, floors, migrations, the house.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "format"; ruff format --check --quiet .
echo "lint"; ruff check --quiet .
echo "types"; mypy --no-error-summary
echo "floors"; floors=$(lint-imports 2>&1) || { echo "$floors"; exit 1; }
echo "migrations"; khue manage makemigrations --check --dry-run
echo "translations"; khue messages check
echo "reference"; khue docs --check
echo "house"; pytest --quiet -n 0 tests/house
