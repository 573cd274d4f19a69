# The page of Streamlit comes by nginx, which hands the switch to WebSocket on to nobody: reachable, and of no use in a browser.
# ask: http://10.20.30.1:8080/
# also: http/no-upgrade
# says: cannot work in a browser
setup() { echo '<html><head><title>Streamlit</title></head></html>' >"$web/index.html"; site "server { listen 127.0.0.1:8501; root $web; } server { listen 8080; location / { proxy_pass http://127.0.0.1:8501; } }"; listening 8080; }
client() { fetch_there http://$here:8080/; }
