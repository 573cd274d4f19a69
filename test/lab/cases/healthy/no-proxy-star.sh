# A dead proxy, and no_proxy=* is done with it.
# ask: http://10.20.30.1:8000/
# never: client/env-proxy
setup() { web 8000; export http_proxy=http://127.0.0.1:3128 no_proxy='*'; }
client() { fetch http://$here:8000/ && python3 -c 'import urllib.request; urllib.request.urlopen("http://10.20.30.1:8000/", timeout=3)'; }
