# Nobody switched the loopback interface on: this machine does not even reach itself.
# ask: 8000 --from self
# fix: yes
setup() { web 8000; ip link set lo down; }
client() { fetch http://127.0.0.1:8000/; }
heal() { ip link set lo up; }
