# Browsers, and what follows the Fetch standard, do not open port 6000. The client here is node's fetch, which keeps the same list.
# ask: http://10.20.30.1:6000/
setup() { web 6000; port=6000; }
client() { node -e "fetch('http://$here:$port/').then(r => process.exit(r.ok ? 0 : 1), e => { console.log(e.cause); process.exit(1); })"; }
heal() { web 6080; port=6080; }
