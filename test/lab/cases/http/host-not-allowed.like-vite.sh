# The same by a server of our own.
# ask: http://shop.test:5173/
# twin: http/forbidden
setup() { hosts "$here shop.test"; own odd.mjs 5173 host $here; listening 5173; }
client() { fetch http://shop.test:5173/; }
heal() { end; own odd.mjs 5173 host shop.test; listening 5173; }
