#!/usr/bin/env bash
# stage.sh CASE RESULTS MODE: plays one case. run.mjs calls it inside fresh namespaces, so this is a machine of its own:
# `here`, 10.20.30.1 and fd20::1 on eth0, with a cable to a second machine, `there`, 10.20.30.2 and fd20::2.
# MODE is `prove` (the symptom is there, and goes with the cause) or `ask` (netcheck is asked, and its fix applied).
set -u
case=$1 results=$2 mode=$3
lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
here=10.20.30.1 there=10.20.30.2 here6=fd20::1 there6=fd20::2
nobody=65534
web=$results/web
patience=3 # seconds that a client waits for an answer
deps=${NETCHECK_TEST_DEPS:-$HOME/.cache/netcheck-test}
export PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export HOME=$results/home LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
unset NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE

lay_cable() {
  ip netns add there
  ip -batch - <<I
link set lo up
link add eth0 type veth peer name eth0 netns there
addr add $here/24 dev eth0
addr add $here6/64 dev eth0 nodad
link set eth0 up
I
  ip -n there -batch - <<I
link set lo up
addr add $there/24 dev eth0
addr add $there6/64 dev eth0 nodad
link set eth0 up
I
}

# Copies in the place of folders that firewalls, certificate authorities and printed fixes write to: nothing stays on the host.
shield() {
  local folder
  for folder in "$@"; do
    [ -d "$folder" ] && mkdir -p "/run/shield$folder" && cp -a "$folder/." "/run/shield$folder/" && mount --bind "/run/shield$folder" "$folder"
  done
}

own_files() {
  mount -t tmpfs tmpfs /run
  mkdir -p /run/netns /run/lock "$HOME" "$web" "$results/etc"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$results/etc/hosts"
  : >"$results/etc/resolv.conf"
  grep '^hosts:' /etc/nsswitch.conf >/dev/null && printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$results/etc/nsswitch.conf"
  for file in "$results"/etc/*; do [ -e "/etc/${file##*/}" ] && mount --bind "$file" "/etc/${file##*/}"; done
  shield /etc/default /etc/ufw /etc/ssl/certs /usr/local/share/ca-certificates
  umount -R /sys/fs/cgroup 2>/dev/null
  mount -t cgroup2 none /sys/fs/cgroup
  hostname here
  echo hello >"$web/index.html"
}

header() {
  local line
  while read -r line && [[ $line = '#'* ]]; do
    [[ $line != "# $1: "* ]] || { echo "${line#*: }"; return; }
  done <"$case"
}
as_user() { "${become[@]}" "$@"; }
inside() { "$@"; } # a case may say where netcheck is asked from
ask() { inside "${become[@]}" timeout 60 $NETCHECK why "${asked[@]}" "$@" </dev/null; }
try_client() { client >"$results/$1.txt" 2>&1; echo $? >"$results/$1.status"; }
# The client's word after a change: servers take a moment to come back, and nginx's old workers answer on for 100 ms.
settle() {
  local until=$((SECONDS + 6))
  sleep 0.3
  while try_client "$1"; [ "$(cat "$results/$1.status")" != 0 ] && [ $SECONDS -lt $until ]; do sleep 0.4; done
}
record() {
  local from=$EPOCHREALTIME
  ask --json --save "$results/look$1.json" >"$results/why$1.json" 2>"$results/why$1.errors"
  echo $? >"$results/why$1.status"
  echo $((${EPOCHREALTIME/./} - ${from/./})) >"$results/why$1.microseconds"
}
# Applies what is printed, and again for what is found behind it, until the client gets through.
follow_fixes() {
  local round
  for round in '' 2 3; do
    [ -z "$round" ] || record $round
    if inside "${become[@]}" node "$lab/apply-fix.mjs" "$results/why$round.json" "$results" >>"$results/fix.txt" 2>&1
    then settle after
    else try_client after; return
    fi
    [ "$(cat "$results/after.status")" = 0 ] && return
    [ "$(header fix)" = all ] || return
  done
}

. "$lab/tools.sh"
own_files && lay_cable && cd "$web" || exit 1
user=$(header user) user=${user:-root}
become=(env)
[ "$user" = root ] || become=(setpriv --reuid=$nobody --regid=$nobody --clear-groups --inh-caps=-all --bounding-set=-all)
eval "asked=($(header ask))"
. "$case"
[ "$user" = root ] || chmod -R a+rwX "$results"
setup >"$results/setup.txt" 2>&1 || { echo 1 >"$results/setup.status"; exit 0; }
sleep 0.2
# Who is to fail is not waited for so long; that it fails with all patience, and by this cause, is what `prove` proves.
[ "$mode" = prove ] || [[ $case = */healthy/* ]] || patience=1.5
try_client before
patience=3
if [ "$mode" = prove ]; then
  declare -F heal >/dev/null || exit 0
  heal >"$results/heal.txt" 2>&1
  settle healed
else
  record ''
  # What it says to people is said of the same look: a second one may wait as long again.
  [ -z "$(header says)${keep:-}" ] || ask --facts "$results/look.json" >"$results/why.txt" 2>>"$results/why.errors"
  [ -z "$(header fix)" ] || follow_fixes
fi
! declare -F cleanup >/dev/null || cleanup >/dev/null 2>&1
exit 0
