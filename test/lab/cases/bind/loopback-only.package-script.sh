# The option stands in a script of package.json: adding another one would make two of them.
# ask: 5173 --from lan
# fix: yes
# says: package.json
setup() { ln -s "$deps/node_modules" node_modules; echo '<h1>x</h1>' >index.html; echo '{ "scripts": { "dev": "vite --host 127.0.0.1 --port 5173" } }' >package.json; start nohup npm run dev; listening 5173; }
client() { fetch_there http://$here:5173/; }
heal() { end; pkill -f bin/vite; sleep 0.5; sed -i 's/127.0.0.1/0.0.0.0/' package.json; start nohup npm run dev; listening 5173; }
