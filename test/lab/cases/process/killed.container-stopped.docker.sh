# docker stop, and the server inside did not heed SIGTERM: status 137, and no want of memory.
# ask: shop
# says: not for want of memory
# fix: yes
setup() { docker_engine; docker run -d --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; listening 8080; docker stop -t 1 shop; }
client() { fetch_there http://$here:8080/; }
heal() { docker start shop; sleep 0.5; }
cleanup() { docker rm -f shop; }
