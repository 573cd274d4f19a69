# A real Vite on 5173; the person remembers 3000.
# ask: 3000
# says: 5173
setup() { ln -s "$deps/node_modules" node_modules; start node_modules/.bin/vite --host; listening 5173; port=3000; }
client() { fetch http://127.0.0.1:$port/; }
heal() { port=5173; }
