# nginx answers one request at a time (limit_conn), and a long download holds that one: no maintenance, and no load.
# ask: http://10.20.30.1:8080/
# says: limit_conn of zone site
# twin: http/bad-gateway
setup() {
  head -c 20000000 /dev/zero >"$web/big"
  site "limit_conn_zone \$server_name zone=site:1m; server { listen 8080; server_name shop; root $web; limit_conn site 1; limit_rate 10k; }"
  listening 8080; start curl -s -o /dev/null http://$here:8080/big; sleep 0.7
}
client() { fetch http://$here:8080/; }
heal() { end; sleep 0.3; }
