#!/bin/sh
# Print a Python between 3.11 and 3.13 (the range of the lock files), else any newer one; fail with a sentence.
works() { "$1" -c "import sys; sys.exit(not $2)" >/dev/null 2>&1; }
for range in '(3, 11) <= sys.version_info[:2] <= (3, 13)' 'sys.version_info >= (3, 11)'; do
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if works "$name" "$range"; then
            command -v "$name"
            exit 0
        fi
    done
done
echo "Stationmaster needs Python 3.11 or newer: install it (Debian and Ubuntu: apt-get install python3), or name one with PYTHON=." >&2
exit 1
