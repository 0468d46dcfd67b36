#!/bin/sh
# kdump: loads a crash kernel out of a directory of the host. When it takes over it runs the test that hv.capture= names.
# `crash` after the end (hv.then=crash) is what makes it take over.
. /tests/lib.sh
mkdir -p /share
mount -t 9p -o trans=virtio,version=9p2000.L,msize=524288 share /share
ge "$(cat /sys/kernel/kexec_crash_size)" 1 "there is memory for a crash kernel"
kexec -p /share/kernel --initrd=/share/initrd \
	--append="$(sed "s/crashkernel=[^ ]*//; s/hv.then=[^ ]*//; s/hv.tests=[^ ]*/hv.tests=$HV_CAPTURE/" /proc/cmdline)"
is "$(cat /sys/kernel/kexec_crash_loaded)" 1 "it is loaded"
