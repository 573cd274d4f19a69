# There is no route to the server, and a proxy that gets to it: as on many a company's network.
# ask: http://10.50.0.2:8000/
# never: client/env-proxy
setup() {
  far_network
  start ip netns exec far python3 -m http.server 8000
  cp "$lab/servers/odd.mjs" .
  start over_there node odd.mjs 3128 proxy
  listening 3128 there
  listening 8000 far
  ip route del default 2>/dev/null
  ip route del 10.50.0.0/24 2>/dev/null
  export http_proxy=http://$there:3128
}
client() { fetch http://10.50.0.2:8000/; }
