# -p beside --network host counts for nothing: the server has the port that it was to have inside.
# ask: 8000
# says: 8080
setup() { docker_engine; docker run -d --name shop --network host -p 8000:8080 web /bin/httpd -f -p 8080 -h /www; sleep 0.7; }
client() { fetch http://127.0.0.1:8000/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8000:8080 web /bin/httpd -f -p 8080 -h /www; sleep 0.7; }
cleanup() { docker rm -f shop; }
