#!/bin/sh
# Compiles pyproject.toml to one pinned, hashed file per use. Needs uv. No registry host is written.
# torch and what only torch needs are left out of training.txt: install its CPU or CUDA build first (training/README.md).
set -eu
cd "$(dirname "$0")/.."
compile() {
    out=$1
    shift
    uv pip compile pyproject.toml --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header \
        --universal --python-version 3.11 --output-file "requirements/$out.txt" "$@"
}
compile run
compile web --extra web
compile postgres --extra postgres
compile cluster --extra cluster
compile dev --extra web --extra postgres --extra dev
compile training --extra training --constraint requirements/dev.txt --overrides requirements/training-overrides.txt
