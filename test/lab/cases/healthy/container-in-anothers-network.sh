# A server uses the network of another container, which publishes its port, and is asked for by its own name.
# ask: shop
# twin: namespace/not-published
setup() {
  docker_engine
  docker run -d --name vpn -p 8080:80 web /bin/sleep 600
  docker run -d --name shop --network container:vpn web /bin/httpd -f -p 80 -h /www
  until_true fetch_there http://$here:8080/
}
client() { fetch_there http://$here:8080/; }
cleanup() { docker rm -f shop vpn; }
