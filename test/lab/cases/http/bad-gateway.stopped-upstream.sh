# nginx passes on to an application that is stopped: 504, and the application is the cause.
# ask: http://10.20.30.1:8080/
# expect: http/bad-gateway | process/stopped
# says: stopped
setup() { web 3000 127.0.0.1; app=$server; site "server { listen 8080; proxy_read_timeout 1s; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080; kill -STOP $app; }
client() { fetch http://$here:8080/; }
heal() { kill -CONT $app; }
