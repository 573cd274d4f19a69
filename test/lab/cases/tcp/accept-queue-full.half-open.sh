# Requests with forged senders are never completed; SYN cookies are off, and the kernel has no room for another one.
# ask: 8000 --from lan
# fix: yes
# says: half open
setup() {
  sysctl -qw net.ipv4.tcp_syncookies=0 net.ipv4.tcp_max_syn_backlog=2 net.core.somaxconn=2
  web 8000
  over_there python3 "$lab/servers/flood.py" $here 8000 &
  sleep 1.5
}
client() { for _ in 1 2 3; do fetch_there http://$here:8000/ || return 1; done; }
heal() { sysctl -qw net.ipv4.tcp_syncookies=1; }
