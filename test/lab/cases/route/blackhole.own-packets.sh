# A policy rule throws away what this machine itself sends to the client (iif lo), and nothing that it forwards.
# ask: 8000 --from 10.20.30.2
# fix: yes
setup() { web 8000; ip rule add iif lo to $there priority 90 blackhole; }
client() { fetch_there http://$here:8000/; }
heal() { ip rule del priority 90; }
