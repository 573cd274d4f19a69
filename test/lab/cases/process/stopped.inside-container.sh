# The program behind the published port is stopped, and Docker's proxy in front of it is not.
# ask: 8080
# fix: yes
# says: shop
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; sleep 0.3; kill -STOP "$(docker inspect -f '{{.State.Pid}}' shop)"; }
client() { fetch_there http://$here:8080/; }
heal() { kill -CONT "$(docker inspect -f '{{.State.Pid}}' shop)"; }
cleanup() { docker rm -f shop; }
