#!/bin/sh
# fuzz: stress-ng's stressors of memory one after the other, then trinity's random system calls as an ordinary user, each bounded by
# count and time and with a fixed seed, while areas with checked contents come and go (module/hv_stress.c). Whatever they provoke,
# the kernel reports nothing and loses nothing.
. /tests/lib.sh
seconds=${HV_SECONDS:-5}

# Programs that crash are what this is about; the log is for the kernel.
echo 0 >/proc/sys/debug/exception-trace
chmod 1777 /tmp
mkdir -p /dev/shm && mount -t tmpfs tmpfs /dev/shm
before=$(drift)
alloc=$(vmstat vmalloc_huge_alloc)

touch /tmp/fuzz.on
(
	n=0 bad=0
	while [ -e /tmp/fuzz.on ]; do
		# One CPU's worth of memory is enough: none of this may wake the OOM killer.
		insmod /lib/modules-flat/hv_stress.ko seconds=5 slots=2 shift=22 || bad=$((bad + 1))
		rmmod hv_stress 2>/dev/null
		n=$((n + 1))
	done
	echo "$n $bad" >/tmp/fuzz.load
) &

ran=0
# Not madvise: it poisons pages, and without CONFIG_SWAP 5.10 calls what it has put in their place a bad page map. Nor mmaphuge,
# which takes more memory than there is.
while read -r name options; do
	[ -n "$name" ] || continue
	# shellcheck disable=SC2086 # words
	timeout $((seconds * 8 + 60)) stress-ng --seed 1 --temp-path /tmp --timeout "${seconds}s" --oomable \
		--"$name" 1 --"$name"-ops 20000 $options >/tmp/fuzz.out 2>&1
	status=$?
	# 0 done, 2 a stressor failed, 3 a lack of resources, 4 not implemented here
	case $status in
	0) ran=$((ran + 1)) ;;
	3 | 4) diag "stress-ng --$name: $(grep -m 1 -E 'skipp|not ' /tmp/fuzz.out)" ;;
	*) not_ok "stress-ng --$name"; while read -r line; do diag "$line"; done </tmp/fuzz.out ;;
	esac
done <<END
vm --vm-bytes 64M --vm-method all
mmap --mmap-bytes 32M
mremap --mremap-bytes 32M
mmapfork
msync
mlock
munmap
remap
memfd --memfd-bytes 64M
shm
shm-sysv
vm-rw --vm-rw-bytes 16M
vm-splice --vm-splice-bytes 1M
userfaultfd --userfaultfd-bytes 32M
pagemove --pagemove-bytes 4M
stack --stack-mlock
fork
clone
pthread
fault
procfs
sysfs
seccomp
sockdiag
brk
END
ge $ran 15 "stress-ng ran, and no stressor failed"

# As nobody: what root may do to a machine is no error. Without sockets of its own: it dies when it makes them here.
mkdir -p /tmp/trinity && chown 65534:65534 /tmp/trinity
trinity() { # OPTION...
	(
		cd /tmp/trinity || exit 1
		timeout -s INT -k 20 $((seconds * 20)) prlimit --as=400000000 --core=0 \
			/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups \
			/usr/bin/trinity -q -s 1 -C 2 -N "${HV_CALLS:-20000}" -l off -a 64 --disable-fds=sockets "$@" >/tmp/trinity.out 2>&1 </dev/null
	)
	tail -n 3 /tmp/trinity.out | while read -r line; do diag "trinity: $line"; done
	calls=$(sed -n 's/.*Ran \([0-9]*\) syscalls.*/\1/p' /tmp/trinity.out | tail -n 1)
	ge "${calls:-0}" 200 "trinity${*:+ $*}: system calls were made"
}
trinity -g vm
trinity

rm /tmp/fuzz.on
wait
read -r n bad </tmp/fuzz.load
ge "$n" 5 "areas came and went beside it"
is "$bad" 0 "and held what they should"
[ "$HV_EXPECT" != huge ] || ge $(($(vmstat vmalloc_huge_alloc) - alloc)) 100 "huge areas took part"
is "$(drift)" "$before" "counters and page tables agree"
leak=/sys/kernel/debug/kmemleak
if [ -e $leak ]; then
	echo scan >$leak && sleep 6 && echo scan >$leak
	is $? 0 "kmemleak scans"
	grep -c '^unreferenced' $leak >/tmp/leaks
	diag "kmemleak: $(cat /tmp/leaks) objects"
	is "$(grep -cE 'vmalloc|vmap' $leak)" 0 "kmemleak finds nothing of vmalloc"
fi
