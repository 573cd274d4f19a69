# The address that a server printed at its start is no address to connect to: from the other machine it leads nowhere.
# ask: http://0.0.0.0:8000/
setup() { web 8000; to=0.0.0.0; }
client() { fetch_there http://$to:8000/; }
heal() { to=$here; }
