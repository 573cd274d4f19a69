# ncat lets two networks in; it parts their list at its commas, so that the second looks like another argument.
# ask: 8000 --from lan
setup() { start nohup ncat -lk 8000 --allow 127.0.0.1,10.20.30.0/24,fd20::/64 -c 'echo hello; sleep 1'; listening 8000; }
client() { over_there timeout 4 bash -c "exec 3<>/dev/tcp/$here/8000; head -c 5 <&3 | grep -q hello"; }
