# socat is told by its range to serve this machine only: it hangs up on others, without a word.
# ask: 8000 --from lan
# says: range=127.0.0.0/8
# twin: tcp/reset | http/empty-reply
setup() { start nohup socat TCP-LISTEN:8000,reuseaddr,fork,range=127.0.0.0/8 SYSTEM:'echo hello; sleep 1'; listening 8000; }
client() { over_there timeout 4 bash -c "exec 3<>/dev/tcp/$here/8000; head -c 5 <&3 | grep -q hello"; }
heal() { end; start nohup socat TCP-LISTEN:8000,reuseaddr,fork SYSTEM:'echo hello; sleep 1'; listening 8000; }
