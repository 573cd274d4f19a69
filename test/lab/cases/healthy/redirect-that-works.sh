# / leads to /app/, which answers.
# ask: http://10.20.30.1:8080/
# never: http/redirect-elsewhere
setup() { mkdir app; echo hello >app/index.html; site "server { listen 8080; root $web; location = / { return 302 /app/; } }"; listening 8080; }
client() { fetch -L http://$here:8080/; }
