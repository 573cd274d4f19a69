# http_proxy names a proxy that is not there, and no_proxy does not cover this machine's own address.
# ask: http://10.20.30.1:8000/
# says: http_proxy
setup() { web 8000; export http_proxy=http://127.0.0.1:3128; }
client() { fetch http://$here:8000/; }
heal() { unset http_proxy; }
