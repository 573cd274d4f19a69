# docker pause: the published port takes connections all the same.
# ask: 8080
# fix: yes
# says: shop
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; sleep 0.3; docker pause shop; }
client() { fetch_there http://$here:8080/; }
heal() { docker unpause shop; }
cleanup() { docker unpause shop; docker rm -f shop; }
