# Port 80 is led to 8000 for what comes in, and the server there is stopped: this machine's own attempt at 80 never gets there.
# ask: 80 --from lan
setup() { web 8000; iptables -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8000; kill -STOP $server; }
client() { fetch_there http://$here/; }
heal() { kill -CONT $server; }
