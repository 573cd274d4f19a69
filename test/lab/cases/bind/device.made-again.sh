# The interface to which the socket is tied was taken away, and made again by the same name, as VPNs and bridges are.
# ask: 10.67.0.1:8000 --from 10.67.0.2
# fix: yes
setup() { second_cable; own web.py 8000 0.0.0.0 device=eth1; listening 8000; ip link del eth1; second_cable; sleep 0.3; }
client() { fetch_there http://10.67.0.1:8000/; }
heal() { end; own web.py 8000 0.0.0.0 device=eth1; listening 8000; }
