# The upstream takes requests and does not answer: 504.
# ask: http://10.20.30.1:8080/
setup() { site "server { listen 8080; proxy_read_timeout 1s; location / { proxy_pass http://127.0.0.1:3000; } }"; own odd.mjs 3000 silent; listening 3000; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { end; web 3000 127.0.0.1; }
