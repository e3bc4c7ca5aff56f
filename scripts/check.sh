#!/usr/bin/env bash
# Looks at the tree without running it. `check.sh lint` is quick (before every commit); `check.sh` adds types,
# migrations and the generated diagram; `check.sh fix` mends what a formatter can. Every check runs; failures are summed up.
. "$(dirname "$0")/common.sh"
PATH=$ROOT/.venv/bin:$PATH
failed=()
make_venv
install_lock requirements.lock

check() {
    local name=$1
    shift
    say "$name"
    "$@" >&2 || failed+=("$name")
}

templates() { find templates -name '*.html'; }

lint_templates() { templates | xargs -r djade --check; }
lint_html() { djangofmt --check templates && djangofmt check templates; }

lint() {
    check "ruff check" ruff check --quiet .
    check "ruff format" ruff format --check --quiet .
    check "djade" lint_templates
    check "djangofmt" lint_html
    check "typos" typos
    check "bandit" bandit --quiet --severity-level medium --configfile pyproject.toml --recursive .
    check "import-linter" lint-imports --no-logo
}

types() { check "mypy" mypy --no-error-summary .; }

generated() {
    check "migrations" "$PYTHON" manage.py makemigrations --check --dry-run
    ! has_command flow || check "flow diagram" "$PYTHON" manage.py flow --check
}

fix() {
    ruff check --fix --quiet . || true
    ruff format --quiet .
    templates | xargs -r djade || true
    djangofmt --quiet templates
    djangofmt check --quiet --fix templates || true
}

case ${1:-all} in
    lint) lint ;;
    fix) fix ;;
    all) lint && types && generated ;;
    *) fail "check.sh knows lint, fix and nothing; not '$1'." ;;
esac
if [ "${#failed[@]}" -gt 0 ]; then
    fail "Checks that failed: $(printf '%s; ' "${failed[@]}")"
fi
