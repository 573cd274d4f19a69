# The upstream listens on ::1, and nginx goes to 127.0.0.1.
# ask: http://10.20.30.1:8080/
# says: ::1
setup() { site "server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080; web 3000 ::1; }
client() { fetch http://$here:8080/; }
heal() { end; web 3000 127.0.0.1; }
