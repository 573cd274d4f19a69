# nginx has its own port for the application's: each request makes another one, until it has no connection left.
# ask: http://10.20.30.1:8080/
# says: passes requests on to itself
setup() { web 8000 127.0.0.1; site 'server { listen 8080; location / { proxy_pass http://127.0.0.1:8080; } }'; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { sed -i 's/127.0.0.1:8080/127.0.0.1:8000/' "$results/nginx.conf"; reload_site; }
