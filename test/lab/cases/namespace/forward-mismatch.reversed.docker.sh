# docker run -p 80:8000, where -p 8000:80 was meant: asked for by 8000, which only the container would have.
# ask: 8000
# fix: yes
setup() { docker_engine; docker run -d --name shop -p 80:8000 web /bin/httpd -f -p 80 -h /www; sleep 1; }
client() { fetch http://127.0.0.1:8000/; }
heal() { docker rm -f shop; docker run -d --name shop -p 8000:80 web /bin/httpd -f -p 80 -h /www; sleep 1; }
