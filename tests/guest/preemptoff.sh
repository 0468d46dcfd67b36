#!/bin/sh
# preemptoff: while areas of all sizes come and go, the scheduler is kept away no longer than it is while areas of
# single pages do: the longest time with preemption or interrupts off, by the preemptirqsoff tracer. The row's clock
# (QEMU's -icount shift=0) advances a nanosecond an instruction, so what is compared is thousands of instructions.
. /tests/lib.sh

t=/sys/kernel/tracing
# What the two may differ by: in the same load the longest time differs by less from one round to the next.
slack=${HV_SLACK:-20}
if ! grep -qw preemptirqsoff $t/available_tracers; then
	not_ok "this kernel has the preemptirqsoff tracer"
	exit 0
fi

# longest [PARAMETER=VALUE...]: in a run of that load, and where it began and ended.
longest() {
	echo 0 >$t/tracing_max_latency
	insmod /lib/modules-flat/hv_load.ko "$@" || exit
	rmmod hv_load
	echo "$(cat $t/tracing_max_latency) $(sed -n 's/^# *=> \(started\|ended\) at: */\1 at /p' $t/trace | xargs)"
}
number() { echo "${1%% *}"; }

echo 0 >$t/tracing_on
echo preemptirqsoff >$t/current_tracer
# The first run finds page tables missing, the later ones do not.
longest rounds=1 >/dev/null
echo 1 >$t/tracing_on
before=$(vmstat vmalloc_huge_alloc)
small=$(longest rounds=3 small=1)
between=$(vmstat vmalloc_huge_alloc)
all=$(longest rounds=3)
after=$(vmstat vmalloc_huge_alloc)
off=$(longest off=1)
echo 0 >$t/tracing_on
echo nop >$t/current_tracer

diag "single pages: $small"
diag "all: $all"
diag "with 2 MiB cleared with preemption off: $off"
is "$between" "$before" "single pages only: no leaves"
if [ "$HV_EXPECT" = huge ]; then
	ge $((after - between)) 100 "all: huge areas took part"
else
	is "$after" "$between" "all: no huge area took part"
fi
ge "$(number "$small")" 1 "the tracer has seen something"
ge $(($(number "$small") + slack)) "$(number "$all")" \
	"preemption is off no longer than for single pages (and $slack thousand instructions)"
ge "$(number "$off")" $(($(number "$small") + slack + 1)) "a leaf cleared with preemption off would be found"
