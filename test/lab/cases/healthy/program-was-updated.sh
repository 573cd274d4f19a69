# Its program file was replaced while it runs. Worth a word, and no fault.
# ask: 8000
setup() { mkdir "$results/old"; cp /bin/busybox "$results/old/busybox"; start nohup "$results/old/busybox" httpd -f -p 8000 -h "$web"; listening 8000; rm "$results/old/busybox"; cp /bin/busybox "$results/old/busybox"; }
client() { fetch_there http://$here:8000/; }
