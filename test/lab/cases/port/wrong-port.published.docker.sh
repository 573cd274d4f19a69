# The container has port 80 inside, and publishes it as 8080.
# ask: 80
# says: 8080 | shop
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; sleep 0.3; }
client() { fetch_there http://$here/; }
heal() { docker rm -f shop; docker run -d --name shop -p 80:80 web /bin/httpd -f -p 80 -h /www; listening 80; sleep 0.3; }
cleanup() { docker rm -f shop; }
