# Sent to where it came from.
# ask: http://10.20.30.1:8000/
setup() { own odd.mjs 8000 redirect /; listening 8000; }
client() { fetch -L --max-redirs 10 http://$here:8000/; }
heal() { end; web 8000; }
