# A container that publishes nothing, asked for by its name.
# ask: shop
# says: inside container shop
# fix: yes
setup() { docker_engine; docker run -d --name shop web /bin/httpd -f -p 8080 -h /www; sleep 0.5; }
client() { fetch_there http://$here:8080/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8080:8080 web /bin/httpd -f -p 8080 -h /www; sleep 0.5; }
cleanup() { docker rm -f shop; }
