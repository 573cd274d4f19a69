# One table accepts the port, and a second one on the same hook drops it: accept ends one chain, drop ends the packet.
# ask: 8000 --from lan
setup() {
  web 8000; input_rules 'tcp dport 8000 accept;'
  nft 'table ip vendor { chain guard { type filter hook input priority 50; policy accept; iifname "lo" accept; ct state established accept; tcp dport 1024-65535 drop; }; }'
}
client() { fetch_there http://$here:8000/; }
heal() { nft delete table ip vendor; }
