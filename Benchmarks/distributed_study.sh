#!/bin/bash
# Runs one study in process, in parts through GNU parallel, and as a job array of a real Slurm that
# this script starts on loopback; all three must have the same digest and the same tables.
#   distributed_study.sh SIDELIGHT STUDY [PARTS]
set -euo pipefail
sidelight=$1
study=$2
parts=${3:-4}
work=$(mktemp -d)
host=$(hostname -s)
pids=()

finish() {
  # Only what was started here, by its number.
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

digest() { sed -n 's/.*"study_digest": "\([0-9a-f]*\)".*/\1/p' "$1/summary.json"; }

echo "== in process"
"$sidelight" study run "$study" --out "$work/whole" >/dev/null

echo "== GNU parallel, $parts parts"
mkdir -p "$work/parallel"
sh -c "$("$sidelight" study list "$study" --parallel "$parts" --out "$work/parallel")" >/dev/null

echo "== Slurm, $parts parts"
mkdir -p "$work/slurm" "$work/state" "$work/spool"
chmod 755 "$work"
dd if=/dev/urandom of="$work/munge.key" bs=128 count=8 status=none
chmod 400 "$work/munge.key"
munged --foreground --force --key-file="$work/munge.key" --socket="$work/munge.socket" \
  --pid-file="$work/munge.pid" --log-file="$work/munge.log" --seed-file="$work/munge.seed" \
  >"$work/munged.out" 2>&1 &
pids+=($!)
cat >"$work/slurm.conf" <<EOF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=26817
SlurmdPort=26818
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
EOF
export SLURM_CONF=$work/slurm.conf
slurmctld -D -f "$SLURM_CONF" >"$work/slurmctld.out" 2>&1 &
pids+=($!)
slurmd -D -f "$SLURM_CONF" -N "$host" >"$work/slurmd.out" 2>&1 &
pids+=($!)
for _ in $(seq 60); do
  [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && break
  sleep 1
done
[ "$(sinfo -h -o %T)" = idle ] || {
  echo "the Slurm node does not come up" >&2
  tail -5 "$work"/*.out >&2
  exit 1
}
"$sidelight" study list "$study" --slurm "$parts" --out "$work/slurm" >"$work/job.sh"
sbatch --wait --output="$work/slurm/%a.log" "$work/job.sh"
"$sidelight" study merge "$work"/slurm/part-* --out "$work/slurm/merged" >/dev/null

expected=$(digest "$work/whole")
[ -n "$expected" ]
for name in parallel slurm; do
  [ "$(digest "$work/$name/merged")" = "$expected" ] || {
    echo "$name: another digest than in process" >&2
    exit 1
  }
  cmp "$work/whole/results.csv" "$work/$name/merged/results.csv"
  cmp "$work/whole/report.html" "$work/$name/merged/report.html"
  echo "$name: the same digest, table and page as in process: $expected"
done
