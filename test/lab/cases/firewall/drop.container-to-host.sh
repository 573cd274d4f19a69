# ufw lets nobody in but ssh, so a container does not reach the server of its host by the address of their bridge.
# ask: 172.28.0.1:8000
# says: 172.28.0.0/24
# fix: yes
setup() {
  box
  web 8000
  ufw allow 22/tcp && ufw --force enable
}
client() { in_box curl -fsS -o /dev/null -m $patience http://172.28.0.1:8000/; }
heal() { ufw allow in on box0; }
