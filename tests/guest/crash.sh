#!/bin/sh
# crash: no test, but what init runs after the end of the tests, hv.then=crash: the kernel panics.
echo 1 >/proc/sys/kernel/sysrq
echo c >/proc/sysrq-trigger
