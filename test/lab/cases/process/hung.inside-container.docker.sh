# Published, and the program inside the container listens and never accepts; Docker's proxy in front of it does.
# ask: 8080
# says: shop
# never: process/not-listening
setup() {
  docker_engine
  docker run -d --name shop -p 8080:80 web /bin/sleep 1000 && sleep 0.5
  cp "$lab/servers/holder.py" .
  inner=$(docker inspect -f '{{.State.Pid}}' shop)
  start nsenter -t "$inner" -n python3 holder.py unaccepting 80
  sleep 0.5
}
client() { fetch_there http://$here:8080/; }
heal() { end; docker exec -d shop /bin/httpd -f -p 80 -h /www; sleep 0.5; }
cleanup() { docker rm -f shop; }
