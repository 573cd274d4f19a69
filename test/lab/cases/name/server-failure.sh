# The name server answers SERVFAIL to everything.
# ask: http://shop.test:8000/
# twin: name/not-found
setup() { web 8000; start python3 "$lab/servers/names.py" 2; echo 'nameserver 127.0.0.53' >/etc/resolv.conf; sleep 0.4; }
client() { fetch http://shop.test:8000/; }
heal() { end; names --host-record=shop.test,$here; }
