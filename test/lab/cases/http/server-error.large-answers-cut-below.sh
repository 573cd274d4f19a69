# The folder with what nginx holds back was given to somebody else, with all that is in it.
# ask: http://10.20.30.1:8080/big.bin
# fix: yes
setup() {
  mkdir back "$results/spool"; chmod 755 "$results/spool"; head -c 60000000 /dev/zero >back/big.bin
  start python3 -m http.server 3000 --bind 127.0.0.1 -d back; listening 3000
  site "proxy_temp_path $results/spool/proxy 1 2; server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080
  for n in $(seq 9); do mkdir -p "$results/spool/proxy/$n/00"; done
  chown -R root:root "$results/spool/proxy"; chmod -R 700 "$results/spool/proxy"
}
client() { for _ in 1 2 3; do curl -fsS --limit-rate 20M -o out.bin -m 8 http://$here:8080/big.bin || return 1; done; }
heal() { chown -R nobody "$results/spool/proxy"; }
