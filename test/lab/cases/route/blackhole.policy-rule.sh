# A policy rule prohibits what this machine's address sends to its own network.
# ask: 8000 --from lan
# fix: yes
setup() { ip -6 addr del $here6/64 dev eth0; web 8000; ip rule add from $here to ${here%.*}.0/24 prohibit priority 77; }
client() { fetch_there http://$here:8000/; }
heal() { ip rule del priority 77; }
