# The application speaks HTTP, and is asked in FastCGI.
# ask: http://10.20.30.1:8080/
setup() { web 3000 127.0.0.1; site "server { listen 8080; location / { fastcgi_pass 127.0.0.1:3000; } }"; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { sed -i 's|fastcgi_pass 127|proxy_pass http://127|' "$results/nginx.conf"; reload_site; }
