#!/bin/sh
# pieces: joined PTEs, by a walker of the tests' own (module/hv_pieces.c): none is broken, and areas of vmalloc() and vmap() have as many
# as /proc/vmallocinfo shows and /proc/vmstat has counted. init runs it at the end of every row where PTEs can be joined.
. /tests/lib.sh

[ -e /sys/kernel/debug/hv_pieces ] || insmod /lib/modules-flat/hv_pieces.ko mm="0x$(awk '$3 == "init_mm" { print $1 }' /proc/kallsyms)"

# An area a page short of one that could have leaves, or of 8 MiB.
bytes=$(((HV_PMD > 8388608 ? 8388608 : HV_PMD) - HV_PAGE))
echo 1 >/sys/kernel/tracing/events/vmalloc/vmalloc_huge/enable 2>/dev/null
echo >/sys/kernel/tracing/trace
insmod /lib/modules-flat/hv_area.ko bytes=$bytes
is $? 0 "there is an area of $bytes bytes"
echo 0 >/sys/kernel/tracing/events/vmalloc/vmalloc_huge/enable 2>/dev/null
pieces=$(sed -n '/ hv_area_alloc+/s/.* cont=\([0-9]*\).*/\1/p' /proc/vmallocinfo)
case $HV_EXPECT:$(cat /proc/cmdline) in
small:*nohuge*) is "${pieces:-0}" 0 "it has no piece" ;;
*)
	ge "${pieces:-0}" 1 "it has pieces"
	is "$(sed -n "s/.* size=$bytes leaves=0 pieces=\([0-9]*\) .*/\1/p" /sys/kernel/tracing/trace | head -n 1)" "$pieces" "the event tells of as many"
	;;
esac

# With 64K pages a leaf has 512 MiB, and what a map of this size has are pieces, of 2 MiB.
if [ "$HV_PAGE" = 65536 ]; then
	maps -t 67108864 sh -c "grep ' pages=1024 ' /proc/vmallocinfo | grep map_a" >/tmp/pieces.map
	is "$(sed -n 's/.* cont=\([0-9]*\).*/\1/p' /tmp/pieces.map)" 32 "a BPF map of 64 MiB has 32 pieces and no PTE by itself"
fi

cat >/tmp/pieces.look <<'END'
awk '$1 == "vmalloc_cont_alloc" { n += $2 } $1 == "vmalloc_cont_free" { n -= $2 } END { print n + 0 }' /proc/vmstat >/tmp/pieces.counted
cat /proc/vmallocinfo >/tmp/pieces.areas
cat /sys/kernel/debug/hv_pieces >/tmp/pieces.walk
END
# Beside that area three maps of an odd size, with leaves and a tail where a leaf is not too large. Areas of others come and go
# meanwhile, so once more if there is a difference.
for _ in 1 2 3; do
	maps -c 3 $((bytes + HV_PAGE + bytes / 2)) sh /tmp/pieces.look
	counted=$(cat /tmp/pieces.counted)
	# Addresses have one length, so they compare as strings. Of the image of the kernel nothing is said.
	awk 'NR == FNR { if (/ whole=/) { split($1, a, "-"); start[++n] = a[1]; sub("whole=", "", $2); nr[n] = $2 }; next }
		!/ ioremap/ && !/ phys=/ { split($1, a, "-"); said = 0
			for (i = 3; i <= NF; i++) if ($i ~ /^cont=/) said = substr($i, 6)
			found = 0
			for (i = 1; i <= n; i++) if (start[i] >= a[1] && start[i] < a[2]) found += nr[i]
			all += found
			if (found != said) print "area " $0 ": " found }
		END { print "all " all + 0 }' /tmp/pieces.walk /tmp/pieces.areas >/tmp/pieces.sum
	all=$(sed -n 's/^all //p' /tmp/pieces.sum)
	[ "$all" != "$counted" ] || grep -q '^area' /tmp/pieces.sum || break
done
is "$(tail -n 1 /tmp/pieces.walk)" end "the walk came to its end"
is "$(grep -c broken /tmp/pieces.walk)" 0 "no piece is broken"
grep broken /tmp/pieces.walk | head -n 3 | sed 's/^/# /'
is "$(grep -c '^area' /tmp/pieces.sum)" 0 "areas have the pieces that vmallocinfo shows"
grep '^area' /tmp/pieces.sum | head -n 3 | sed 's/^/# /'
is "$counted" "$all" "vmstat counts the pieces there are"
diag "$all pieces"
rmmod hv_area
