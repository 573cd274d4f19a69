# A node server in an endless loop.
# ask: 3000
# twin: process/hung
setup() { own odd.mjs 3000 spin; listening 3000; sleep 0.3; }
client() { fetch http://127.0.0.1:3000/; }
heal() { end; web 3000; }
