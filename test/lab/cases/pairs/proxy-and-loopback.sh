# A dead proxy in the environment, and the server listens on another address than the one that is asked for.
# ask: http://10.20.30.1:8000/
# expect: client/env-proxy
# also: bind/loopback-only
setup() { web 8000 127.0.0.1; export http_proxy=http://127.0.0.1:3128; }
client() { fetch http://$here:8000/; }
heal() { unset http_proxy; client && return 1; end; web 8000; }
