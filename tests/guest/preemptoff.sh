#!/bin/sh
# preemptoff: while areas of all sizes come and go, the scheduler is kept away no longer than it is while areas of
# single pages do: the longest time with preemption or interrupts off, by the preemptirqsoff tracer. The row's clock
# (QEMU's -icount shift=0) advances a nanosecond an instruction, so what is compared is thousands of instructions.
# What the load does by itself it does in every round; timers and the scheduler add to some. So the shortest of five
# rounds counts, and a section that only some rounds have is not found.
. /tests/lib.sh

t=/sys/kernel/tracing
# What the two may differ by, as much as a round has; a leaf cleared with preemption off is a hundred times that.
slack=5
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

echo 0 >$t/tracing_on
echo preemptirqsoff >$t/current_tracer
# The first runs find page tables missing, the later ones do not.
longest small=1 >/dev/null
longest >/dev/null
echo 1 >$t/tracing_on
small='' all='' leaves=0 wrong=0
for round in 1 2 3 4 5; do
	before=$(vmstat vmalloc_huge_alloc)
	got=$(longest small=1)
	diag "round $round: single pages: $got"
	case $got in [0-9]*) ;; *) not_ok "round $round: the load runs"; continue ;; esac
	[ "${got%% *}" -ge "${small:-999999}" ] || small=${got%% *}
	wrong=$((wrong + $(vmstat vmalloc_huge_alloc) - before))
	before=$(vmstat vmalloc_huge_alloc)
	got=$(longest)
	diag "round $round: all: $got"
	case $got in [0-9]*) ;; *) not_ok "round $round: the load runs"; continue ;; esac
	[ "${got%% *}" -ge "${all:-999999}" ] || all=${got%% *}
	leaves=$((leaves + $(vmstat vmalloc_huge_alloc) - before))
done
off=$(longest off=1)
diag "a leaf cleared with preemption off: $off"
echo 0 >$t/tracing_on
echo nop >$t/current_tracer

is $wrong 0 "single pages: no leaves"
if [ "$HV_EXPECT" = huge ]; then
	ge $leaves 400 "all: huge areas took part"
else
	is $leaves 0 "all: no huge area took part"
fi
ge "$small" 1 "the tracer has seen something"
ge $((small + slack)) "$all" "preemption is off no longer than for single pages (and $slack thousand instructions)"
ge "${off%% *}" $((small + slack + 1)) "a leaf cleared with preemption off would be found"
