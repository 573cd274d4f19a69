# There is no server.
# ask: 8000
# twin: firewall/reject, port/wrong-port
setup() { :; }
client() { fetch http://127.0.0.1:8000/; }
heal() { web 8000; }
