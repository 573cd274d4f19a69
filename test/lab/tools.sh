# What cases play with: servers, firewalls, names, certificates, terminals. Sourced by stage.sh.

# Runs a command on the second machine.
over_there() { ip netns exec there "$@"; }
# Any 2xx or 3xx answer within three seconds (`patience`).
fetch() { curl -fsS -o /dev/null -m $patience "$@"; }
# The same, asked by the second machine.
fetch_there() { over_there curl -fsS -o /dev/null -m $patience "$@"; }
# Opens a TCP connection to ADDRESS PORT.
connects() { timeout $patience bash -c "exec 3<>/dev/tcp/$1/$2"; }

# Starts a server in the background; `end` ends the last one.
start() {
  "$@" >>"$results/servers.txt" 2>&1 </dev/null &
  server=$!
}
end() { kill "${1:-$server}" && wait "${1:-$server}"; sleep 0.2; }
# Waits, twenty seconds or more, until something listens on PORT (of namespace NS, where one is given).
listening() {
  local in=()
  [ -z "${2:-}" ] || in=(ip netns exec "$2")
  for _ in $(seq 400); do
    "${in[@]}" ss -Hlnt "sport = :$1" | grep -q . && return 0
    sleep 0.05
  done
  echo "nothing listens on $1" >&2
  return 1
}
# Waits until a command succeeds, ten seconds at most.
until_true() {
  for _ in $(seq 100); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  echo "not within ten seconds: $*" >&2
  return 1
}
# A web server: web PORT [ADDRESS].
web() {
  start nohup python3 -m http.server "$1" ${2:+--bind "$2"}
  listening "$1"
}
# One of test/lab/servers, copied to where a person would keep it: own NAME [ARGUMENT…].
own() {
  cp "$lab/servers/$1" "$web/$1"
  case $1 in
    *.py) start nohup python3 "$@" ;;
    *) start nohup node "$@" ;;
  esac
}

# Two of servers/web.py share port 8000 by SO_REUSEPORT, and the first (`first`) is stopped.
one_of_two_stopped() {
  own web.py 8000 0.0.0.0 reuseport
  first=$server
  own web.py 8000 0.0.0.0 reuseport
  sleep 0.8
  kill -STOP "$first"
}
# supervisord with a program `shop` of these lines: supervised 'LINES'.
supervised() {
  cat >"$results/supervisord.conf" <<C
[supervisord]
logfile=$results/supervisord.log
pidfile=$results/supervisord.pid
[unix_http_server]
file=$results/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://$results/supervisor.sock
[program:shop]
directory=$web
$1
C
  supervisord -c "$results/supervisord.conf"
}
supervisor() { supervisorctl -c "$results/supervisord.conf" "$@"; }

# An nftables input chain with these rules: input_rules [POLICY] 'RULES'.
input_rules() {
  local policy=accept
  [ $# = 1 ] || { policy=$1; shift; }
  nft -f - <<N
table inet lab { chain input { type filter hook input priority filter; policy $policy; $1 }; }
N
}
# nginx with these server blocks: site 'server { … }'.
site() {
  cat >"$results/nginx.conf" <<N
pid $results/nginx.pid; error_log $results/nginx-error.log;
events {}
http {
  access_log off;
  $1
}
N
  chmod -R a+rX "$results"
  nginx -c "$results/nginx.conf"
}
reload_site() { nginx -c "$results/nginx.conf" -s reload; sleep 0.5; }

names_asked() { ss -Hlun 'sport = :53' | grep -q '127\.0\.0\.53'; }
# A name server on 127.0.0.53 with these dnsmasq options, used by this machine.
names() {
  start dnsmasq -k -p 53 -a 127.0.0.53 --bind-interfaces --no-resolv --no-hosts --user=root --pid-file= "$@"
  echo 'nameserver 127.0.0.53' >/etc/resolv.conf
  until_true names_asked
}
# The same with a zone of our own: zone 'NAME=ADDRESS' 'NAME=cut:ADDRESS' 'NAME=alias:NAME' [udp].
zone() {
  start python3 "$lab/servers/names.py" "$@"
  echo 'nameserver 127.0.0.53' >/etc/resolv.conf
  until_true names_asked
}
hosts() { printf '127.0.0.1 localhost\n::1 localhost\n%s\n' "$1" >/etc/hosts; }

# A container by hand: a namespace `box`, 172.28.0.2, behind a bridge-like cable.
box() {
  sysctl -qw net.ipv4.ip_forward=1
  ip netns add box
  ip link add box0 type veth peer name eth0 netns box
  ip addr add 172.28.0.1/24 dev box0
  ip link set box0 up
  ip -n box link set lo up
  ip -n box addr add 172.28.0.2/24 dev eth0
  ip -n box link set eth0 up
  ip -n box route add default via 172.28.0.1
}
# Publishes a port of the box as container engines do: publish PORT BOXPORT [ADDRESS].
publish() {
  nft -f - <<N
table ip nat {
  chain prerouting { type nat hook prerouting priority dstnat; ${3:+ip daddr $3} fib daddr type local tcp dport $1 dnat to 172.28.0.2:$2; }
  chain output { type nat hook output priority -100; ${3:+ip daddr $3} fib daddr type local tcp dport $1 dnat to 172.28.0.2:$2; }
  chain postrouting { type nat hook postrouting priority srcnat; oifname "box0" ip saddr 127.0.0.0/8 masquerade; ip saddr 172.28.0.0/24 oifname != "box0" masquerade; }
}
N
}
in_box() { ip netns exec box "$@"; }
# A network behind the second machine, with 10.50.0.2 on it and the second machine as its router.
far_network() {
  over_there sysctl -qw net.ipv4.ip_forward=1
  ip netns add far
  ip -n there link add far0 type veth peer name eth0 netns far
  ip -n there addr add 10.50.0.1/24 dev far0
  ip -n there link set far0 up
  ip -n far link set lo up
  ip -n far addr add 10.50.0.2/24 dev eth0
  ip -n far link set eth0 up
  ip -n far route add default via 10.50.0.1
}
from_far() { ip netns exec far "$@"; }

# One more interface, with a cable that nobody answers on: spare NAME ADDRESS.
spare() {
  [ -e /run/netns/nobody ] || ip netns add nobody
  ip link add "$1" type veth peer name "$1" netns nobody
  ip -n nobody link set "$1" up
  ip addr add "$2" dev "$1"
  ip link set "$1" up
}

# A second cable between the two machines: eth1, 10.67.0.1 here and 10.67.0.2 there.
second_cable() {
  ip link add eth1 type veth peer name eth1 netns there
  ip addr add 10.67.0.1/24 dev eth1; ip link set eth1 up
  ip -n there addr add 10.67.0.2/24 dev eth1; ip -n there link set eth1 up
}

# A certificate authority in ca.pem, and certificates by it: certificate NAME SAN FROM TO (days from now) [CA].
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -days 30 -subj "/CN=Lab $1" 2>/dev/null
}
certificate() {
  local by=${5:-ca}
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" 2>/dev/null
  mkdir -p issued && : >issued/index && openssl rand -hex 8 >issued/serial
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=issued/index\nserial=issued/serial\nnew_certs_dir=issued\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n' >issued/ca.cnf
  printf 'subjectAltName=%s\n%s\n' "$2" "${6:-}" >"$1.ext"
  openssl ca -batch -notext -config issued/ca.cnf -cert "$by.pem" -keyfile "$by.key" -in "$1.csr" -out "$1.pem" -extfile "$1.ext" \
    -startdate "$(date -u -d "$3 days" +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d "$4 days" +%Y%m%d%H%M%SZ)" 2>/dev/null
}
# Makes clients of this machine trust ca.pem.
trust() { export SSL_CERT_FILE=$PWD/ca.pem CURL_CA_BUNDLE=$PWD/ca.pem NODE_EXTRA_CA_CERTS=$PWD/ca.pem; }

# Types lines into an interactive shell on a terminal of its own, and keeps that terminal open: terminal LINE….
terminal() {
  start python3 "$lab/servers/terminal.py" "$@"
  terminal=$server
}
# The person closes the window.
hang_up() { kill "${1:-$terminal}"; wait "${1:-$terminal}" 2>/dev/null; sleep 0.7; }

# A Docker engine in this machine, with an image `web` that holds busybox.
docker_engine() {
  mkdir -p "$results/docker" && mount -t tmpfs tmpfs "$results/docker"
  export DOCKER_RAMDISK=1
  ip route add default via $there 2>/dev/null
  start dockerd --data-root "$results/docker/data" --exec-root /run/docker-exec --storage-driver vfs
  for _ in $(seq 80); do docker version >/dev/null 2>&1 && break; sleep 0.25; done
  mkdir -p image/bin image/www && cp /bin/busybox image/bin/ && for name in sh httpd sleep; do ln -sf busybox image/bin/$name; done
  echo hello >image/www/index.html
  tar -C image -c . | docker import - web >/dev/null
}

# systemd as pid 1 of a pid namespace of its own, with none of this machine's units; `in_systemd` runs a command there.
systemd_up() {
  cat >"$results/systemd.sh" <<'S'
mount -t tmpfs tmpfs /etc/systemd && mkdir /etc/systemd/system /etc/systemd/user
for folder in /usr/lib/systemd /usr/local/lib/systemd; do
  for kind in system user system-generators user-generators; do [ ! -d "$folder/$kind" ] || mount -t tmpfs tmpfs "$folder/$kind" || exit 1; done
done
for folder in /usr/lib/tmpfiles.d /usr/lib/sysctl.d; do [ ! -d $folder ] || mount -t tmpfs tmpfs $folder || exit 1; done
[ -L /lib ] || mount -t tmpfs tmpfs /lib/systemd/system
mkdir -p /run/systemd/system
for target in lab basic sysinit shutdown; do printf '[Unit]\nDefaultDependencies=no\n' >/run/systemd/system/$target.target; done
export container=lab
exec /lib/systemd/systemd --system --unit=lab.target --log-target=null
S
  unshare --pid --mount --fork --kill-child --mount-proc bash "$results/systemd.sh" >>"$results/servers.txt" 2>&1 </dev/null &
  for _ in $(seq 80); do
    systemd=$(pgrep -n -f -- '--system --unit=lab.target')
    [ -n "$systemd" ] && in_systemd systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded' && return 0
    sleep 0.25
  done
  return 1
}
in_systemd() { nsenter -t "$systemd" -p -m -r -w"$PWD" "$@"; }
# A unit of that systemd: unit NAME 'COMMAND' ['MORE LINES'].
unit() {
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n[Service]\nExecStart=%s\nWorkingDirectory=%s\n%b\n' "$1" "$2" "$web" "${3:-}" >"$results/$1.service"
  in_systemd cp "$results/$1.service" /run/systemd/system/ && in_systemd systemctl daemon-reload && in_systemd systemctl start "$1"
}
