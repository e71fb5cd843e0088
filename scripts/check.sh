#!/usr/bin/env bash
# Everything that can be said without running the product: format, lint, types, floors, migrations, the house.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "format"; ruff format --check --quiet .
echo "lint"; ruff check --quiet .
echo "types"; mypy --no-error-summary
echo "floors"; lint-imports >/tmp/khue-floors.$$ 2>&1 || { cat /tmp/khue-floors.$$; rm -f /tmp/khue-floors.$$; exit 1; }
rm -f /tmp/khue-floors.$$
echo "migrations"; khue manage makemigrations --check --dry-run
echo "translations"; khue messages check
echo "reference"; khue docs --check
echo "house"; pytest --quiet -n 0 tests/house
