# The kernel shakes hands in the server's place, as protection against floods.
# ask: 8000
setup() {
  web 8000
  sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0
  nft 'table ip f { chain raw { type filter hook prerouting priority raw; tcp dport 8000 tcp flags syn notrack; }; chain i { type filter hook input priority 0; tcp dport 8000 ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm; ct state invalid drop; }; }'
}
client() { fetch_there http://$here:8000/; }
