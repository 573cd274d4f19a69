# 503 with Retry-After.
# ask: http://10.20.30.1:8000/
# twin: http/bad-gateway, http/server-error
setup() { own odd.mjs 8000 overloaded; listening 8000; }
client() { fetch http://$here:8000/; }
heal() { end; web 8000; }
