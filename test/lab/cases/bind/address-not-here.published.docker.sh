# A container's port is published on an address that was not there when the container was started, and is by now.
# ask: 10.20.30.60:8080
# source: https://github.com/moby/moby/issues/18826
# twin: process/killed
# fix: yes
setup() {
  docker_engine
  docker create --name shop -p 10.20.30.60:8080:80 web /bin/httpd -f -p 80 -h /www
  ! docker start shop || return 1
  ip addr add 10.20.30.60/24 dev eth0
}
client() { fetch http://10.20.30.60:8080/; }
heal() { docker start shop; sleep 0.5; }
cleanup() { docker rm -f shop; }
