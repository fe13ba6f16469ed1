#!/bin/sh
# Installs what the tests marked "server" need: the real Bluesky servers, the networks' own libraries for texts and
# axe-core (npm), PostgreSQL, cron and Chromium.
#
# Safe to run again: what is there is left alone. The npm packages are built once for each lock file and
# version of node, in the user's cache, so that a fresh clone only gets a link to them.
# Needs node 20 or newer, npm, and a C++ compiler with make and python3 (better-sqlite3 is built here).
set -eu
cd "$(dirname "$0")"

say() { printf 'servers: %s\n' "$*" >&2; }

have_postgres() {
    for folder in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && return 0
    done
    command -v initdb >/dev/null 2>&1
}

wanted=""
have_postgres || wanted="postgresql"
command -v cron >/dev/null 2>&1 || command -v crond >/dev/null 2>&1 || wanted="$wanted cron"
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || wanted="$wanted chromium"
if [ -n "$wanted" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing$(printf ' %s' $wanted)"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086  # a list of words
        apt-get install -y -qq --no-install-recommends $wanted >/dev/null 2>&1 || {
            apt-get update -qq >/dev/null
            # shellcheck disable=SC2086
            apt-get install -y -qq --no-install-recommends $wanted >/dev/null
        }
    else
        say "not here, and only root can install it:$(printf ' %s' $wanted); the tests that need it will skip"
    fi
fi

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    say "node and npm are not here: install node 20 or newer and run this again"
    exit 1
fi
# The lock file's digest, node's binary interface and the machine decide what a build is good for.
key=$(node -p '
    const digest = require("crypto").createHash("sha256").update(require("fs").readFileSync("package-lock.json"))
    digest.digest("hex").slice(0, 16) + "-" + process.platform + "-" + process.arch + "-" + process.versions.modules')
cache=${POSTLAB_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/postlab-tests}/npm-$key

if [ ! -d "$cache" ]; then
    if [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" != true ]; then
        say "node $(node --version) is too old: 20 or newer is needed"
        exit 1
    fi
    say "installing the npm packages once; this takes a minute or two"
    mkdir -p "$(dirname "$cache")"
    build=$(mktemp -d "$cache.XXXXXX")
    trap 'rm -rf "$build"' EXIT
    cp package.json package-lock.json "$build"
    prefix=$(node -p 'require("path").dirname(require("path").dirname(process.execPath))')
    if [ -f "$prefix/include/node/node.h" ]; then
        # the headers are on the machine, so node-gyp need not fetch them
        export npm_config_nodedir="$prefix"
    fi
    # Only better-sqlite3 has an install script that matters, and it would look for a binary elsewhere first.
    (cd "$build" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
    (cd "$build" && npm rebuild better-sqlite3 --build-from-source --loglevel=error >&2)
    (cd "$build" && node -e 'new (require("better-sqlite3"))(":memory:").close()')
    chmod 755 "$build"
    # of two that run at once the first wins; both are the same
    [ -d "$cache" ] || mv "$build" "$cache"
fi
if [ "$(readlink node_modules 2>/dev/null)" != "$cache/node_modules" ]; then
    rm -rf node_modules
    ln -s "$cache/node_modules" node_modules
fi
say "ready"
