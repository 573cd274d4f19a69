# A port was asked about: a 404 is an answer.
# ask: 8000
# never: http/server-error
setup() { own odd.mjs 8000 status 404; listening 8000; }
client() { [ "$(over_there curl -s -o /dev/null -w '%{http_code}' http://$here:8000/)" = 404 ]; }
