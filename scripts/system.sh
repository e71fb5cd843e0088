#!/usr/bin/env bash
# Installs the Debian packages that a job needs and the machine lacks, and says so. Jobs: python, test, bench, plans.
set -euo pipefail

need=()
want() { command -v "$1" >/dev/null 2>&1 || need+=("$2"); }
# reads scanned plans
ocr() {
    want tesseract tesseract-ocr
    tesseract --list-langs 2>/dev/null | grep -qx vie || need+=(tesseract-ocr-vie)
}
# writes PDF: `make run` needs it, since whoever signs a report prints it; Liberation Serif measures like Times New Roman
printing() {
    for one in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation; do
        dpkg -s "$one" 2>/dev/null | grep -q "^Status: install ok" || need+=("$one")
    done
}

case "$1" in
python)
    # Debian ships venv apart from python3
    python3 -c 'import ensurepip, venv' 2>/dev/null || need+=(python3-venv)
    printing
    ;;
test)
    want chromium chromium
    fc-list 2>/dev/null | grep -qi "noto sans" || need+=(fonts-noto-core)
    ocr
    ;;
plans)
    ocr
    ;;
bench)
    want wrk wrk
    want nginx nginx-light
    ;;
esac
[ ${#need[@]} -eq 0 ] && exit 0

echo "Cần cài thêm gói hệ thống: ${need[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "Hãy cài bằng quyền quản trị: apt-get install ${need[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
