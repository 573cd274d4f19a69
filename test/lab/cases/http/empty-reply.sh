# Reads the request, and hangs up.
# ask: http://10.20.30.1:8000/
# twin: tls/http-to-https-port, tcp/reset
setup() { own odd.mjs 8000 empty; listening 8000; }
client() { fetch http://$here:8000/; }
heal() { end; web 8000; }
