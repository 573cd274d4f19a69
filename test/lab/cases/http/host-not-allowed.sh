# A real Vite refuses a name that it was not told of.
# ask: http://shop.example:5173/
# fix: yes
setup() { hosts "$here shop.example"; ln -s "$deps/node_modules" node_modules; start node_modules/.bin/vite --host; listening 5173; }
client() { fetch http://shop.example:5173/; }
heal() { end; sleep 0.3; echo 'export default { server: { allowedHosts: ["shop.example"] } }' >vite.config.mjs; start node_modules/.bin/vite --host; listening 5173; }
