# On one IPv6 address, asked for over IPv4.
# ask: 10.20.30.1:8000
setup() { web 8000 fd20::1; }
client() { fetch http://$here:8000/; }
heal() { end; web 8000; }
