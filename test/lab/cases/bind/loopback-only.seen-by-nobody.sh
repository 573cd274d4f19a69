# Asked by an ordinary user about root's server: the owner is hidden, the address is not.
# ask: 8000 --from lan
# user: nobody
setup() { web 8000 127.0.0.1; }
client() { fetch_there http://$here:8000/; }
heal() { end; web 8000; }
