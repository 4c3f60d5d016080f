#!/usr/bin/env bash
# An experiment of Parsimony on several machines, by GNU parallel over ssh. All work on the same
# runs and end with the whole result, in result-1, result-2, … Start it in a folder that all
# machines see under the same path, with their names; one may come twice, and : is this machine:
#
#     compare-parallel.sh my.yaml node1 node2 node2 :
#
# The same line goes on after a stop. PARSIMONY says where the launcher is, the same everywhere.
set -euo pipefail
experiment=${1:?say which experiment: compare-parallel.sh my.yaml HOST...}
shift
[ $# -gt 0 ] || { echo "say which machines: compare-parallel.sh my.yaml HOST..." >&2; exit 2; }
machines=$(printf '1/%s\n' "$@" | sort | uniq -c | awk '{ sub("1/", "", $2); print $1 "/" $2 }')
options=(--workdir "$PWD" --line-buffer --tag)
[ -z "${PARSIMONY_LEASE:-}" ] || options+=(--env PARSIMONY_LEASE)
# One process for each name. A machine that goes away does not stop the others.
exec parallel --sshloginfile <(printf '%s\n' "$machines") "${options[@]}" \
    "${PARSIMONY:-parsimony}" compare "$experiment" --jobs 1 --runs runs --out result-{} ::: $(seq $#)
