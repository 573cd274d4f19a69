# The socket is tied to another interface than the one that the client comes in by.
# ask: 8000 --from lan
setup() { spare eth1 10.20.40.1/24; own web.py 8000 0.0.0.0 device=eth1; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; own web.py 8000 0.0.0.0; listening 8000; }
