# A wildcard IPv6 socket with IPV6_V6ONLY set.
# ask: 10.20.30.1:8000 --from lan
setup() { own web.py 8000 :: v6only; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; own web.py 8000 ::; listening 8000; }
