# Published, and the program inside the container runs and never listens.
# ask: 8080
# says: does not listen
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/sleep 1000; sleep 1; }
client() { fetch_there http://$here:8080/; }
heal() { docker exec -d shop /bin/httpd -f -p 80 -h /www; sleep 0.5; }
cleanup() { docker rm -f shop; }
