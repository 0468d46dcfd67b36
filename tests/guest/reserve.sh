#!/bin/sh
# reserve: where vmalloc=SIZE sets the size of vmalloc space, it still does, and words do not change it.
. /tests/lib.sh

total=$(awk '/^VmallocTotal/ { print int($2 / 1024) }' /proc/meminfo)
want=128
# shellcheck disable=SC2013 # words
for word in $(cat /proc/cmdline); do
	case $word in
	vmalloc=[0-9]*M) want=${word#vmalloc=} want=${want%M} ;;
	esac
done
diag "VmallocTotal is $total MiB, $want MiB are reserved"
# Fixed mappings and the gap below come out of the reserve, or lie beside it.
ge "$total" $((want * 3 / 4)) "vmalloc space is not smaller than asked"
ge $((want + 16)) "$total" "nor larger"
