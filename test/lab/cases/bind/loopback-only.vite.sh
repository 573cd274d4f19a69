# Vite's default.
# ask: 5173 --from lan
# fix: yes
setup() { ln -s "$deps/node_modules" node_modules; start node_modules/.bin/vite; listening 5173; }
client() { fetch_there http://$here:5173/; }
heal() { end; start node_modules/.bin/vite --host 0.0.0.0; listening 5173; }
