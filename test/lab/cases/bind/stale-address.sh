# The address that it listens on was taken from this machine.
# ask: 8000 --from lan
# fix: yes
setup() { ip addr add 10.20.30.51/24 dev eth0; web 8000 10.20.30.51; ip addr del 10.20.30.51/24 dev eth0; }
client() { fetch_there http://$here:8000/; }
heal() { end; web 8000; }
