# nginx makes a verdict of the client's address by geo and if: this machine alone is let in.
# ask: http://10.20.30.1:8080/
# says: if ($office = 0)
# twin: healthy
setup() { site "geo \$office { default 0; 127.0.0.1 1; $here 1; } server { listen 8080; root $web; if (\$office = 0) { return 403; } }"; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/default 0/default 1/' "$results/nginx.conf"; reload_site; }
