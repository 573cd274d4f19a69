# The queue of the interface is smaller than any packet: nothing that this machine sends gets out.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; fetch_there http://$here:8000/; tc qdisc add dev eth0 root tbf rate 8bit burst 40 limit 40; }
client() { fetch_there http://$here:8000/; }
heal() { tc qdisc del dev eth0 root; }
