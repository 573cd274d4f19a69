# Docker runs without its user-land proxy, and somebody flushed the firewall: dockerd holds the port, and no rule leads to the container.
# ask: 8080 --from lan
# says: no rule sends connections there
# twin: process/hung, firewall/forward-dropped
setup() {
  mkdir -p tools
  printf '#!/bin/sh\nexec %s --userland-proxy=false "$@"\n' "$(command -v dockerd)" >tools/dockerd
  chmod +x tools/dockerd
  PATH=$web/tools:$PATH docker_engine
  docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www
  until_true fetch_there http://$here:8080/
  nft flush ruleset
}
client() { fetch_there http://$here:8080/; }
heal() { nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 172.17.0.2:80; }; }'; }
cleanup() { docker rm -f shop; }
