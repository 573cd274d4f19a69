# A real container, published: the owner is the container.
# ask: 8080
# says: shop
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; sleep 0.5; }
client() { fetch_there http://$here:8080/; }
cleanup() { docker rm -f shop; }
