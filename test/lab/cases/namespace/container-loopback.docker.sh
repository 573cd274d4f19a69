# The same in a real container: docker-proxy accepts, and the connection dies.
# ask: 8080
# fix: yes
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 127.0.0.1:80 -h /www; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; }
cleanup() { docker rm -f shop; }
