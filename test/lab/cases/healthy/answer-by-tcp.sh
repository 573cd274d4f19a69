# The name server's answer is too long for a packet, and comes by TCP.
# ask: http://shop.test:8000/
setup() { web 8000; zone shop.test=cut:$here; }
client() { fetch http://shop.test:8000/; }
