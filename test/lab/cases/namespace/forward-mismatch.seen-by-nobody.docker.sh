# An ordinary user who may not ask Docker: docker-proxy's arguments and the tables of the container's namespace tell.
# ask: 8080
# user: nobody
# twin: http/empty-reply
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 3000 -h /www; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8080:3000 web /bin/httpd -f -p 3000 -h /www; }
cleanup() { docker rm -f shop; }
