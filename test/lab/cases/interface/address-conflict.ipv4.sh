# The other machine has this machine's IPv4 address too: it asks itself, and no kernel looks for that.
# ask: 8000 --from lan
# twin: remote/refused, cloud/outside-this-machine
setup() { web 8000; ip -n there addr add $here/32 dev lo; }
client() { fetch_there http://$here:8000/; }
heal() { ip -n there addr del $here/32 dev lo; }
