#!/bin/sh
# The chassis of one simulated BMC, as ipmi_sim calls it:
#   bmc-chassis.sh FOLDER MC get power           answers power:0 or power:1
#   bmc-chassis.sh FOLDER MC set PART VALUE …    PART is power, shutdown (soft) or reset
# FOLDER/power is the machine's power (0 or 1), FOLDER/journal every call, FOLDER/faults/NAME a fault while it exists:
#   broken        every call fails
#   deaf-soft     a soft shutdown is taken and nothing happens
#   deaf-off      a power off is taken and nothing happens
#   late-off      a power off (also a soft one) happens as many seconds later as the file says
#   tardy         every call takes as many seconds as the file says
#   tardy-command every call that would change something does
# FOLDER/hook, if executable, is called with on, off or reset when that happens.
folder=$1
verb=$3
shift 3
echo "$verb $*" >>"$folder/journal"
fault() { [ -e "$folder/faults/$1" ]; }
seconds() { cat "$folder/faults/$1"; }
hook() { if [ -x "$folder/hook" ]; then "$folder/hook" "$1" </dev/null >/dev/null 2>&1; fi; }
become() {
  before=$(cat "$folder/power")
  printf %s "$1" >"$folder/power.$$" && mv "$folder/power.$$" "$folder/power"
  [ "$before" = "$1" ] || { if [ "$1" = 1 ]; then hook on; else hook off; fi; }
}
go_off() {
  if fault late-off; then
    (sleep "$(seconds late-off)" && become 0) </dev/null >/dev/null 2>&1 &
  else
    become 0
  fi
}
fault tardy && sleep "$(seconds tardy)"
[ "$verb" = set ] && fault tardy-command && sleep "$(seconds tardy-command)"
fault broken && exit 1
while [ $# -gt 0 ]; do
  case "$verb $1 $2" in
    "get power"*) echo "power:$(cat "$folder/power")"; shift; continue ;;
    "set power 1") become 1 ;;
    "set power 0") fault deaf-off || go_off ;;
    "set shutdown "*) fault deaf-soft || go_off ;;
    "set reset "*) hook reset ;;
    *) echo "the chassis does not know: $verb $1" >&2; exit 1 ;;
  esac
  shift 2
done
