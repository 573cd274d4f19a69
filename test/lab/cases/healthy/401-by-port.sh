# A port was asked about: a 401 is an answer.
# ask: 10.20.30.1:8000
setup() { own odd.mjs 8000 status 401; listening 8000; }
client() { [ "$(over_there curl -s -o /dev/null -w '%{http_code}' http://$here:8000/)" = 401 ]; }
