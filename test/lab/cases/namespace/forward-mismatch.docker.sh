# docker run -p 8080:80, and the server inside is on 3000.
# ask: 8080
# says: 3000
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 3000 -h /www; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8080:3000 web /bin/httpd -f -p 3000 -h /www; }
cleanup() { docker rm -f shop; }
