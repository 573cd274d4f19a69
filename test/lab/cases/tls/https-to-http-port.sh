# https:// asked of a plain web server.
# ask: https://10.20.30.1:8000/
# twin: tls/handshake, tls/protocol-version
setup() { web 8000; scheme=https; }
client() { fetch $scheme://$here:8000/; }
heal() { scheme=http; }
