# Each connection is reset as soon as it is made.
# ask: 8000
setup() { own odd.mjs 8000 reset; listening 8000; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
