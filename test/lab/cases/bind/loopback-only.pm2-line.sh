# PM2 was given a whole line, which it runs in a shell.
# ask: 3000 --from lan
# fix: yes
# says: pm2
setup() { export PM2_HOME=$results/pm2; ln -s "$deps/node_modules" node_modules; node_modules/.bin/pm2 start 'python3 -m http.server 3000 --bind 127.0.0.1' --name files; listening 3000; }
client() { fetch_there http://$here:3000/; }
heal() { node_modules/.bin/pm2 delete files; node_modules/.bin/pm2 start 'python3 -m http.server 3000' --name files; listening 3000; }
cleanup() { node_modules/.bin/pm2 kill; }
