#!/bin/sh
# Runs netio between every pair of hosts, one pair after another: a result set for each, in OUT/FIRST-SECOND.
# The second host of a pair serves, the first connects. docs/clusters.md tells how to use it.
set -eu

usage() {
  echo "usage: [LAUNCH=ssh|srun|netns] [NETIO=netio] [PORT=5201] [TOKEN_FILE=...] $0 OUT HOST[=ADDRESS]... [-- SWEEP OPTIONS]" >&2
  exit 2
}

launch=${LAUNCH:-ssh}
netio=${NETIO:-netio}
port=${PORT:-5201}
token_file=${TOKEN_FILE:-$HOME/.netio-token}
[ $# -ge 3 ] || usage
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift

hosts=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  hosts="$hosts $1"
  shift
done
[ $# -eq 0 ] || shift
[ "$(echo $hosts | wc -w)" -ge 2 ] || usage

# Whoever can read this file can use the servers while they run. It is in the home directory that hosts share.
[ -s "$token_file" ] || (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' > "$token_file")

# Runs a shell command on a host.
at() {
  case $launch in
    ssh) ssh -o BatchMode=yes "$1" "$2" ;;
    srun) srun --nodes=1 --ntasks=1 --overlap --nodelist="$1" sh -c "$2" ;;
    netns) ip netns exec "$1" sh -c "$2" ;;
    *) usage ;;
  esac
}

# Quotes words for the far shell.
quoted() {
  for word in "$@"; do printf " '%s'" "$(printf %s "$word" | sed "s/'/'\\\\''/g")"; done
}

with_token="NETIO_TOKEN=\$(cat '$token_file'); export NETIO_TOKEN;"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# A shell's command that warns of limits under which a program with V8 in it dies at its start.
limits='for kind in v d; do
  limit=$(ulimit -$kind)
  [ "$limit" = unlimited ] || echo "$(hostname): ulimit -$kind is $limit; netio may not start unless it is unlimited" >&2
done'

# The server lives as long as the standard input of the command that started it: when this script ends, however, it
# ends too.
pair() {
  first=${1%%=*} second=${2%%=*} address=${2#*=}
  shift 2
  echo "$first → $second ($address)" >&2
  mkfifo "$work/hold"
  at "$second" "$with_token $netio serve --listen 0.0.0.0:$port & server=\$!; cat > /dev/null; kill \$server; wait" \
    < "$work/hold" 2> "$work/log" &
  server=$!
  exec 3> "$work/hold"
  waited=0
  until grep -q 'listening on' "$work/log"; do
    waited=$((waited + 1))
    if [ $waited -gt 60 ] || ! kill -0 $server 2> /dev/null; then
      cat "$work/log" >&2
      break
    fi
    sleep 1
  done
  status=0
  at "$first" "$with_token exec $netio sweep --connect $address:$port --out '$out/$first-$second'$(quoted "$@")" \
    < /dev/null || status=$?
  exec 3>&-
  wait $server || true
  rm "$work/hold"
  return $status
}

for host in $hosts; do at "${host%%=*}" "$limits" < /dev/null; done

failed=0
set -- "$@"
for first in $hosts; do
  after=
  for second in $hosts; do
    if [ -n "$after" ]; then pair "$first" "$second" "$@" || failed=1; fi
    [ "$first" != "$second" ] || after=yes
  done
done
exit $failed
