# The bridge of the containers is switched off: what is published leaves by the default route, where Docker's policy drops it.
# ask: 10.20.30.1:8080
# fix: yes
# says: docker0
# never: firewall/forward-dropped
setup() { docker_engine; ip route replace default via $there; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; sleep 0.5; ip link set docker0 down; }
client() { fetch_there http://$here:8080/; }
heal() { ip link set docker0 up; }
cleanup() { docker rm -f shop; }
