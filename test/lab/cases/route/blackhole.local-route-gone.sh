# A script that cleaned up the local table has taken the route of this machine's own address too.
# ask: 8000 --from lan
# fix: yes
setup() { web 8000; ip route del local $here dev eth0 table local; }
client() { fetch_there http://$here:8000/; }
heal() { ip route add local $here dev eth0 table local proto kernel scope host src $here; }
