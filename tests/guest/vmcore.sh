#!/bin/sh
# vmcore: in a crash kernel: the memory of the one that crashed goes to a directory of the host.
. /tests/lib.sh
mkdir -p /share
mount -t 9p -o trans=virtio,version=9p2000.L,msize=524288 share /share
is "$(hexdump -n 4 -e '"%x"' /proc/vmcore)" 464c457f "there is a vmcore"
dd if=/proc/vmcore of=/share/vmcore bs=1M 2>/dev/null
is $? 0 "it is saved"
