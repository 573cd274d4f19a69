# The client behind the router has an address of docker0's network, where no container is: the replies go there.
# ask: 8000 --from 10.50.0.2
# fix: yes
# twin: interface/no-carrier, route/asymmetric
setup() { web 8000; far_network; ip route add default via $there; ip link add docker0 type bridge; ip addr add 10.50.0.1/16 dev docker0; ip link set docker0 up; }
client() { from_far curl -fsS -o /dev/null -m $patience http://$here:8000/; }
heal() { ip link del docker0; }
