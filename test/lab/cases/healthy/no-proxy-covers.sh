# A dead proxy in the environment, and no_proxy covers the name by its domain.
# ask: http://shop.test:8000/
# never: client/env-proxy
setup() { hosts "$here shop.test"; web 8000; export http_proxy=http://127.0.0.1:3128 no_proxy='localhost, 127.0.0.1,.test'; }
client() { fetch http://shop.test:8000/ && python3 -c 'import urllib.request; urllib.request.urlopen("http://shop.test:8000/", timeout=3)'; }
