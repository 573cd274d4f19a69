# Asked in a namespace for a server of the machine itself, whose firewall knows nothing of the cable to it.
# ask: 172.28.0.1:8000
# says: in the machine's own network
# fix: yes
# twin: remote/filtered
setup() { box; web 8000; nft 'table inet f { chain i { type filter hook input priority 0; policy drop; iifname { lo, eth0 } accept; ct state established accept; }; }'; }
inside() { in_box "$@"; }
client() { in_box curl -fsS -o /dev/null -m $patience http://172.28.0.1:8000/; }
heal() { nft add rule inet f i iifname box0 accept; }
