# http_proxy is set, and the proxy does its work.
# ask: http://10.20.30.1:8000/
setup() { web 8000; own odd.mjs 3128 proxy; listening 3128; export http_proxy=http://127.0.0.1:3128; }
client() { fetch http://$here:8000/; }
