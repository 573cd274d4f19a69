# nginx's user may not write to the folder that holds back what does not fit into its buffers: a large file is cut off.
# ask: http://10.20.30.1:8080/big.bin
# fix: yes
# says: may not write
# twin: healthy
setup() {
  mkdir back "$results/spool"; truncate -s 60M back/big.bin
  start python3 -m http.server 3000 --bind 127.0.0.1 -d back; listening 3000
  site "proxy_temp_path $results/spool/proxy; server { listen 8080; location / { proxy_pass http://127.0.0.1:3000; } }"; listening 8080
  chmod 700 "$results/spool"
}
client() { curl -fsS --limit-rate 20M -o /dev/null -m 8 http://$here:8080/big.bin; }
heal() { chmod 755 "$results/spool"; }
