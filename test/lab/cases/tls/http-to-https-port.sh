# http:// asked of a port that speaks TLS.
# ask: http://10.20.30.1:8443/
# twin: http/empty-reply
setup() { authority ca; certificate here IP:$here -1 20; trust; own tls.py 8443 here.pem here.key; listening 8443; scheme=http; }
client() { fetch $scheme://$here:8443/; }
heal() { scheme=https; }
