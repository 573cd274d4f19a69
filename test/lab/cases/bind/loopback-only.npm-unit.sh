# A unit runs npm, and the option stands in package.json. npm does not hold the port, and is not kept from it either.
# ask: shop --from lan
# fix: yes
# never: port/taken
setup() { systemd_up; ln -s "$deps/node_modules" node_modules; echo '{ "scripts": { "start": "vite --host 127.0.0.1 --port 8000" } }' >package.json; echo '<h1>x</h1>' >index.html; unit shop '/usr/bin/npm start' "Environment=HOME=$results"; sleep 1; listening 8000; }
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
heal() { sed -i 's/127.0.0.1/0.0.0.0/' package.json; in_systemd systemctl restart shop; sleep 1; listening 8000; }
