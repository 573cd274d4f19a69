# nginx lets in the machine that it was asked for, and forbids this one.
# ask: http://10.20.30.1:8080/ --from 10.20.30.2
setup() { site "server { listen 8080; root $web; location / { allow $there; deny all; } }"; listening 8080; }
client() { fetch_there http://$here:8080/; }
