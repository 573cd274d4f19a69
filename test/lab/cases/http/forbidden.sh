# nginx has a folder without an index there, and may not list it.
# ask: http://10.20.30.1:8080/
# twin: http/host-not-allowed
setup() { rm index.html; site "server { listen 8080; root $web; }"; listening 8080; }
client() { fetch http://$here:8080/; }
heal() { echo hello >index.html; chmod a+r index.html; }
