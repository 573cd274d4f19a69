# The container that publishes the port was made and never started.
# ask: 8080
# says: container shop is created
# fix: yes
# twin: process/crashed, process/killed
setup() { docker_engine; docker create --name shop -p 8080:80 web /bin/httpd -f -p 80 -h /www; }
client() { fetch_there http://$here:8080/; }
heal() { docker start shop; sleep 0.5; }
cleanup() { docker rm -f shop; }
