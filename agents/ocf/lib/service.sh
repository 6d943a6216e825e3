# Shared part of Hawser's own agents: a service is a process of its own that writes a pid file once it serves.
: "${OCF_ROOT:=/usr/lib/ocf}"
OCF_SUCCESS=0 OCF_ERR_GENERIC=1 OCF_ERR_ARGS=2 OCF_ERR_UNIMPLEMENTED=3 OCF_ERR_CONFIGURED=6 OCF_NOT_RUNNING=7
OCF_RUNNING_MASTER=8
state=${HAWSER_NODE_FOLDER:-/run/hawser/services}
pidfile=$state/$OCF_RESOURCE_INSTANCE.pid
program=$OCF_ROOT/lib/service.mjs
node_name=${HAWSER_NODE_NAME:-$(uname -n)}

reason() {
  echo "ocf-exit-reason:$*" >&2
}

# Whether a process is this service and lives: a reused pid has another command line, a dead process has none.
is_service() {
  [ -r "/proc/$1/cmdline" ] && tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -q -F -- " $pidfile "
}

service_pid() {
  [ -s "$pidfile" ] && read -r pid <"$pidfile" && is_service "$pid" && echo "$pid"
}

# service_start KIND HOST PORT: returns when the service serves.
service_start() {
  service_pid >/dev/null && return $OCF_SUCCESS
  mkdir -p "$state" || return $OCF_ERR_GENERIC
  rm -f "$pidfile" "$pidfile.error"
  setsid "${HAWSER_NODE_PROGRAM:-node}" "$program" "$pidfile" "$1" "$2" "$3" "$node_name" \
    </dev/null >/dev/null 2>&1 &
  child=$!
  # The time-out of the operation ends this loop.
  while ! service_pid >/dev/null; do
    if [ -s "$pidfile.error" ]; then
      reason "$(cat "$pidfile.error")"
      return $OCF_ERR_GENERIC
    fi
    kill -0 "$child" 2>/dev/null || [ -s "$pidfile" ] || [ -s "$pidfile.error" ] || {
      reason "the service ended before it served"
      return $OCF_ERR_GENERIC
    }
    sleep 0.02
  done
  return $OCF_SUCCESS
}

service_stop() {
  pid=$(service_pid) || { rm -f "$pidfile"; return $OCF_SUCCESS; }
  kill "$pid" 2>/dev/null
  while is_service "$pid"; do sleep 0.02; done
  rm -f "$pidfile"
  return $OCF_SUCCESS
}

service_monitor() {
  service_pid >/dev/null && return $OCF_SUCCESS
  return $OCF_NOT_RUNNING
}
