# nginx lets the second machine in and this one not; the application behind it, which that one alone would meet, is not there.
# ask: http://10.20.30.1:8080/ --from lan
# says: 3000
setup() { site "server { listen 8080; location / { allow $there; deny all; proxy_pass http://127.0.0.1:3000; } }"; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { web 3000 127.0.0.1; }
