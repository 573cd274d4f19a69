# --restart always, and what runs inside ends at once.
# ask: 8080
# says: shop
setup() { docker_engine; docker run -d --name shop --restart always -p 8080:80 web /bin/sh -c 'exit 3'; sleep 4; }
client() { fetch_there http://$here:8080/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; sleep 0.3; }
cleanup() { docker rm -f shop; }
