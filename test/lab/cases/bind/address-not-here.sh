# The configured address is on no interface: EADDRNOTAVAIL, and no server.
# ask: 8000
setup() { nohup python3 -m http.server 8000 --bind 10.20.30.60 >nohup.out 2>&1 </dev/null; grep -q 'Cannot assign' nohup.out; }
client() { fetch http://$here:8000/; }
heal() { web 8000; }
