#!/usr/bin/env bash
# Starts a real Slurm of one node, submits docs/clusters/compare.slurm as an array of three, kills
# one task in the midst of a training, and compares what the others end with, bit for bit, with what
# one process makes alone. Slurm is Debian's; it runs in a folder of its own and is ended again.
# Where there is no Slurm and it cannot be installed, the script says so and ends well.
#
#     experiment/src/test/slurm/check.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)

skip() { echo "skipped: $1"; exit 0; }
[ "$(id -u)" = 0 ] || skip "a Slurm of one's own needs root"
programs=(slurmctld slurmd sbatch munged)
have() { for program in "${programs[@]}"; do command -v "$program" >/dev/null || return 1; done; }
if ! have; then
    command -v apt-get >/dev/null || skip "no Slurm here, and no apt-get to install it"
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        slurmctld slurmd slurm-client munge; } >/dev/null 2>&1 || skip "Slurm cannot be installed"
    have || skip "Slurm was installed and is not there"
fi

folder=$(mktemp -d)
started=()
finish() {
    status=$?
    [ $status = 0 ] || tail -n 20 "$folder"/*.log "$folder"/*/*.log >&2 || :
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || :; done
    wait || :
    rm -rf "$folder"
    exit $status
}
trap finish EXIT
mkdir "$folder"/{state,spool,home}
chmod 755 "$folder"

# The ports are free ones, so that a Slurm that is here already is not disturbed.
node=$(hostname -s)
head -c 128 /dev/urandom >"$folder/munge.key"
chmod 600 "$folder/munge.key"
cat >"$folder/slurm.conf" <<END
ClusterName=check
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
NodeName=$node NodeAddr=127.0.0.1 CPUs=12 RealMemory=32768 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
END
export SLURM_CONF=$folder/slurm.conf
munged --foreground --force --socket="$folder/munge.socket" --key-file="$folder/munge.key" \
    --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" --seed-file="$folder/seed" \
    >"$folder/munged-said.log" 2>&1 &
started+=($!)
until [ -S "$folder/munge.socket" ]; do kill -0 "${started[-1]}"; sleep .1; done
slurmctld -D -i >"$folder/slurmctld-said.log" 2>&1 &
started+=($!)
slurmd -D -N "$node" >"$folder/slurmd-said.log" 2>&1 &
started+=($!)
for _ in $(seq 300); do
    [ "$(sinfo -h -o %t 2>/dev/null)" != idle ] || break
    sleep .1
done
[ "$(sinfo -h -o %t)" = idle ] || { echo "Slurm did not start" >&2; exit 1; }

work=$folder/work
mkdir "$work"
cd "$work"
cat >tiny.yaml <<END
data: {images: bars}
seeds: [0, 1, 2, 3]
atoms: 16
training: {iterations: 2000, batch: 100, lr: .02}
learning: {epochs: 3, batches: 20, batch: 100}
vaes: [{latent: poisson}]
dictionaries: [{method: lca}]
measure: {measured: 100, lambdas: [.1, .5]}
END
export PARSIMONY=${PARSIMONY:-$root/parsimony}
"$PARSIMONY" compare tiny.yaml --jobs 1 --runs alone-runs --out alone >alone.log 2>&1
echo "one process alone is done"

job=$(sbatch --parsable --array=0-2 --mem=2G --time=10 --no-requeue \
    "$root/docs/clusters/compare.slurm" tiny.yaml)
# The first task that has a checkpoint of its training, not that of the beginning, is killed.
victim=
while [ -z "$victim" ]; do
    [ -n "$(squeue -h -j "$job")" ] || { echo "the array ended too early" >&2; exit 1; }
    for checkpoint in runs/poisson-*/checkpoint/[1-9]*; do
        lock=${checkpoint%/checkpoint/*}/.lock
        # "process 123 on node"
        [ ! -s "$lock" ] || victim=$(sed -E 's/process ([0-9]+) on .*/\1/' "$lock")
    done
    sleep .05
done
kill -KILL "$victim"
echo "killed process $victim, which held ${lock%/.lock}"
while [ -n "$(squeue -h -j "$job")" ]; do sleep .5; done

whole=0
for task in 0 1 2; do
    [ -d "result-$task" ] || { echo "task $task left no result: it was killed"; continue; }
    whole=$((whole + 1))
    for file in metrics.json curve.csv dictionary_poisson.npy dictionary_lca.npy; do
        cmp "alone/$file" "result-$task/$file"
    done
done
[ $whole = 2 ] || { echo "$whole results, 2 expected" >&2; exit 1; }
for dictionary in alone-runs/*/dictionary.npy; do
    cmp "$dictionary" "runs${dictionary#alone-runs}"
done
[ "$(ls -d alone-runs/*-seed* | wc -l)" = "$(ls -d runs/*-seed* | wc -l)" ]
echo "$(ls -d runs/*-seed* | wc -l) runs by an array of three, one killed: the same bytes as alone"
