# The application is down, and nginx dresses its 502 up as a 503 with a page of its own.
# ask: http://10.20.30.1:8000/
# twin: http/overloaded
setup() {
  site 'server {
    listen 8000;
    error_page 502 504 =503 @away;
    location / { proxy_pass http://127.0.0.1:5999; }
    location @away { default_type text/html; return 503 "<p>Back in a minute.</p>"; }
  }'
}
client() { fetch http://$here:8000/; }
heal() { web 5999 127.0.0.1; }
