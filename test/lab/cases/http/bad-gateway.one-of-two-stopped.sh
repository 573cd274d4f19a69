# nginx deals requests out to two applications, each asked once; one is stopped by its terminal and takes connections without an answer.
# ask: http://10.20.30.1:8080/
# verdict: degraded
# says: 127.0.0.1:3002
# twin: healthy
setup() {
  web 3001 127.0.0.1
  web 3002 127.0.0.1
  kill -STOP "$server"
  site 'upstream shop { server 127.0.0.1:3001 max_fails=0; server 127.0.0.1:3002 max_fails=0; } proxy_next_upstream off; server { listen 8080; location / { proxy_pass http://shop; } }'
  listening 8080
}
client() { for _ in $(seq 12); do fetch http://$here:8080/ || return 1; done; }
heal() { kill -CONT "$server"; }
