# Published, on a network that publishes nothing (docker network create --internal): no rule is missing.
# ask: 8000
# says: back publishes none
# fix: yes
setup() { docker_engine; docker network create --internal back; docker run -d --name shop --network back -p 8000:80 web /bin/httpd -f -p 80 -h /www; sleep 0.7; }
client() { fetch_there http://$here:8000/; }
heal() { docker network connect bridge shop; }
cleanup() { docker rm -f shop; docker network rm back; }
