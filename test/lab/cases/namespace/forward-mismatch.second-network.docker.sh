# As compose does it: a network of its own, and the published port is not the one that the server has.
# ask: 8080
# says: api | 5000
# fix: yes
setup() { docker_engine; docker network create --subnet 172.31.9.0/24 back; docker run -d --name api --network back -p 8080:80 web /bin/httpd -f -p 5000 -h /www; listening 8080; sleep 0.5; }
client() { fetch_there http://$here:8080/; }
heal() { docker rm -f api; docker run -d --name api --network back -p 8080:5000 web /bin/httpd -f -p 5000 -h /www; sleep 0.5; }
cleanup() { docker rm -f api api-before; }
