# Ctrl-Z: the kernel still accepts, nobody answers.
# ask: 8000
# fix: yes
# twin: process/hung, process/busy
setup() { web 8000; kill -STOP $server; }
client() { fetch http://127.0.0.1:8000/; }
heal() { kill -CONT $server; }
