# The answer is too long for a packet, and the name server does not take TCP.
# ask: http://shop.test:8000/
# says: TCP port 53
# twin: name/not-found
setup() { web 8000; zone shop.test=cut:$here udp; }
client() { fetch http://shop.test:8000/; }
heal() { end; zone shop.test=cut:$here; }
