# npm run dev runs another script of npm's: options that are added to the first one are taken for npm's own there.
# ask: 5173 --from lan
# fix: yes
# says: vite --port 5173 --host 0.0.0.0
serve() { start nohup npm run dev; listening 5173; }
setup() {
  ln -s "$deps/node_modules" node_modules
  echo '{ "name": "shop", "scripts": { "dev": "npm run web", "web": "vite --port 5173" } }' >package.json
  serve
}
client() { fetch_there http://$here:5173/; }
heal() { kill $(pgrep -f 'bin/vite'); sleep 0.7; sed -i 's/--port 5173/--port 5173 --host/' package.json; serve; }
