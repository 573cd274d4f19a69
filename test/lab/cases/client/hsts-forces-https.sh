# A name under .dev in plain HTTP: curl gets through, browsers go to https.
# ask: http://shop.dev:8000/
# verdict: reachable
setup() { hosts "$here shop.dev"; web 8000; }
client() { curl -fsS -o /dev/null -m 3 https://shop.dev:8000/; }
