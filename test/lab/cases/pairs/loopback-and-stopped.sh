# On 127.0.0.1, and stopped.
# ask: 8000 --from lan
# expect: bind/loopback-only | process/stopped
# also: bind/loopback-only | process/stopped
setup() { web 8000 127.0.0.1; kill -STOP $server; }
client() { fetch_there http://$here:8000/; }
heal() { kill -CONT $server; client && return 1; end; web 8000; }
