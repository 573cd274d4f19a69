# Maintenance for everybody but the admin's machine, which this one is.
# ask: http://10.20.30.1:8080/ --from lan
# says: 503
# twin: healthy
setup() { site "server { listen 8080; root $web; location / { if (\$remote_addr != $here) { return 503; } } }"; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/return 503;//' "$results/nginx.conf"; reload_site; }
