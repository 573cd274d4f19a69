# A name under .dev, served in plain HTTP. The client is curl with the browsers' list in its own format.
# ask: http://shop.dev:8000/
# verdict: reachable
# twin: tls/https-to-http-port
setup() { hosts "$here shop.dev shop.test"; name=shop.dev; web 8000; printf '.dev "unlimited"\n' >hsts.txt; }
client() { fetch --hsts hsts.txt http://$name:8000/; }
heal() { name=shop.test; }
