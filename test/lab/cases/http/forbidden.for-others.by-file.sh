# nginx looks for another file by the client's address, and there is none but for this machine: what it answers others was not seen.
# ask: http://10.20.30.1:8080/ --from lan
# expect: nothing
# verdict: inconclusive
# says: try_files
# twin: healthy
setup() {
  mkdir office; echo hello >office/index.html
  site "geo \$who { default closed; 127.0.0.1 office; $here office; } server { listen 8080; root $web; location / { try_files /\$who/index.html =403; } }"
  listening 8080
}
client() { fetch_there http://$here:8080/; }
heal() { sed -i 's/default closed/default office/' "$results/nginx.conf"; reload_site; }
