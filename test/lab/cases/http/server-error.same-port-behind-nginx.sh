# The application is on loopback, and nginx has the same port on the network's address to lead there: neither hides the other.
# ask: http://10.20.30.1:8000/
# never: port/shadowed
# twin: port/shadowed
setup() {
  printf '<?php http_response_code(500);' >index.php
  start nohup php -S 127.0.0.1:8000
  listening 8000
  site 'server { listen 10.20.30.1:8000; location / { proxy_pass http://127.0.0.1:8000; } }'
  sleep 0.3
}
client() { fetch http://$here:8000/; }
heal() { echo hello >index.php; }
