# The proxy's log has old errors of its upstream; now it answers.
# ask: http://10.20.30.1:8080/
# never: http/bad-gateway
setup() { site "server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080; curl -s http://$here:8080/; web 3000 127.0.0.1; }
client() { fetch http://$here:8080/; }
