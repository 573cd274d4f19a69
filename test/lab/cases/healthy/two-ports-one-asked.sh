# Many listeners around; the one that was asked for is well.
# ask: 8000
# never: port/wrong-port
setup() { for port in 8001 8002 8080; do web $port 127.0.0.1; done; web 8000; }
client() { fetch_there http://$here:8000/; }
