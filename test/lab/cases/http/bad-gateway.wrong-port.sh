# The web server passes on to 3000, and the application is on 3001.
# ask: http://10.20.30.1:8080/
# says: 3000
setup() { web 3001 127.0.0.1; site "server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { sed -i 's/3000/3001/' "$results/nginx.conf"; reload_site; }
