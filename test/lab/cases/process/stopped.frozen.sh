# Its cgroup is frozen: its state does not say so.
# ask: 8000
setup() { web 8000; mkdir /sys/fs/cgroup/ice && echo $server >/sys/fs/cgroup/ice/cgroup.procs && echo 1 >/sys/fs/cgroup/ice/cgroup.freeze; sleep 0.3; }
client() { fetch http://127.0.0.1:8000/; }
heal() { echo 0 >/sys/fs/cgroup/ice/cgroup.freeze; }
cleanup() { echo 0 >/sys/fs/cgroup/ice/cgroup.freeze; end; rmdir /sys/fs/cgroup/ice; }
