# nginx is well, its upstream is not there.
# ask: http://10.20.30.1:8080/
# says: 3000
setup() { site "server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { web 3000 127.0.0.1; }
