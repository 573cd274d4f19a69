# HAProxy goes to the first address of localhost alone, which is ::1, and the application listens on 127.0.0.1.
# ask: http://10.20.30.1:8080/
# says: 127.0.0.1:8001
# fix: yes
setup() {
  web 8001 127.0.0.1
  printf '%s\n' 'defaults' ' mode http' ' timeout connect 2s' ' timeout client 5s' ' timeout server 5s' 'frontend f' ' bind :8080' ' default_backend b' 'backend b' ' server s1 localhost:8001 check inter 200ms fall 2' >ha.cfg
  start haproxy -f ha.cfg -db; listening 8080; sleep 1.5
}
client() { fetch http://$here:8080/; }
heal() { web 8001 ::1; sleep 1.5; }
