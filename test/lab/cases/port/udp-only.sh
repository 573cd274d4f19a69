# The service is on UDP.
# ask: 9053
setup() { own holder.py udp 9053; sleep 0.4; }
client() { connects 127.0.0.1 9053; }
heal() { web 9053; }
