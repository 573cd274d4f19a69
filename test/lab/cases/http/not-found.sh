# Only /app/ is served; the front page is not.
# ask: http://10.20.30.1:8000/shop
setup() { own odd.mjs 8000 path /app; listening 8000; path=/shop; }
client() { fetch http://$here:8000$path; }
heal() { path=/app/; }
