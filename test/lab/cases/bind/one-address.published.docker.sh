# Published on the LAN address alone, so localhost is refused. Docker's proxy is changed through Docker.
# ask: http://localhost:8080/
# fix: yes
# says: shop | docker run
setup() { docker_engine; docker run -d --name shop -p $here:8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; sleep 0.3; }
client() { fetch http://localhost:8080/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; sleep 0.3; }
cleanup() { docker rm -f shop shop-before; }
