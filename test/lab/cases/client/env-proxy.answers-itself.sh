# The proxy is there, and turns the request away in the server's place.
# ask: http://10.20.30.1:8000/
# twin: http/forbidden, where the 403 is the server's own
setup() { web 8000; own odd.mjs 3128 refusing; listening 3128; export http_proxy=http://127.0.0.1:3128 no_proxy=localhost; }
client() { fetch http://$here:8000/; }
heal() { export no_proxy=localhost,$here; }
