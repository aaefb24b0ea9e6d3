# Goes before every job.
set -u
export NETIO_TOKEN=correct-horse

# attempt NAME COMMAND...: runs it, whatever comes of it: what it says goes into NAME.txt, its exit status into NAME.rc
attempt() {
  local name=$1
  shift
  echo "== $name"
  local rc=0
  "$@" >/out/"$name".txt 2>&1 || rc=$?
  echo $rc >/out/"$name".rc
}

# sweep NAME OPTIONS...: an attempt at a sweep; the result set is NAME
sweep() {
  local name=$1
  shift
  attempt "$name" netio sweep --no-plots --no-report --quiet --out /out/"$name" "$@"
}
