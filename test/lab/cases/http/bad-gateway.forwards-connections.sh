# HAProxy passes on connections, and nobody is behind it: it hangs up without a word.
# ask: http://10.20.30.1:8080/
# says: 3000
# twin: http/empty-reply
setup() {
  printf 'defaults\n  mode tcp\n  retries 0\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\nlisten web\n  bind :8080\n  server a 127.0.0.1:3000\n' >haproxy.cfg
  start haproxy -db -f haproxy.cfg; listening 8080
}
client() { fetch http://$here:8080/; }
heal() { web 3000 127.0.0.1; }
