# npm's title leaves out the -- without which the option would be npm's own.
# ask: 5173 --from lan
# fix: yes
setup() { ln -s "$deps/node_modules" node_modules; echo '<h1>x</h1>' >index.html; start nohup npx vite --host 127.0.0.1; listening 5173; }
client() { fetch_there http://$here:5173/; }
heal() { end; pkill -f bin/vite; sleep 0.5; start nohup npx vite --host 0.0.0.0; listening 5173; }
