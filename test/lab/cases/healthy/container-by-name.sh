# A container on this machine's own network publishes nothing, and is asked for by its name.
# ask: shop
setup() { docker_engine; docker run -d --name shop --network host web /bin/httpd -f -p 8080 -h /www; listening 8080; }
client() { fetch_there http://$here:8080/; }
cleanup() { docker rm -f shop; }
