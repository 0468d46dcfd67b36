#!/bin/sh
# vmap: memory of others that vmap() maps has leaves where it is contiguous, and works: frames of an AF_XDP socket in huge pages
# and in small ones, and on arm64 the buffer of a device that does not snoop.
. /tests/lib.sh

# frames SHIFT BYTES LEAVES: of a socket with so many bytes in huge pages of that size.
frames() {
	text="frames of an AF_XDP socket in huge pages of $((1 << $1 - 20)) MiB"
	before=$(vmstat vmalloc_huge_alloc) freed=$(vmstat vmalloc_huge_free)
	out=$(umem -h "$1" "$2" leaves -c xdp_umem_create -f leaves 2>&1)
	case $? in
	0) ok "$text: each arrives as it was sent" ;;
	77) skip "$text" "this kernel has no AF_XDP"; return ;;
	*) not_ok "$text: each arrives as it was sent"; diag "$out"; return ;;
	esac
	is "$out" "$3" "$text: $3 leaves in the page tables"
	# it has tables as well; a worker takes it all down
	made=$(($(vmstat vmalloc_huge_alloc) - before))
	ge $made "$3" "$text: counted"
	for _ in 1 2 3 4 5; do
		[ $(($(vmstat vmalloc_huge_free) - freed)) -lt $made ] || break
		sleep 1
	done
	is $(($(vmstat vmalloc_huge_free) - freed)) $made "$text: and counted back when the socket is gone"
}
# leaves_of BYTES: how many there should be.
leaves_of() { [ "$HV_EXPECT" = huge ] && echo $(($1 / HV_PMD)) || echo 0; }

mib=$((1 << 20))

if [ ! -e /lib/modules-flat/hv_dma.ko ]; then
	skip "buffers of a device that does not snoop" "devices snoop on this architecture"
	set --
else
	set -- $((4 * mib)) $((2 * mib - HV_PAGE)) "$HV_PAGE"
fi
# First, for workers free what the sockets below had.
for bytes; do
	freed=$(vmstat vmalloc_huge_free)
	text="a buffer of $bytes bytes for a device that does not snoop"
	insmod /lib/modules-flat/hv_dma.ko bytes="$bytes"
	is $? 0 "$text: its contents are right"
	want=$(leaves_of "$bytes")
	start=$(awk -v size=$((bytes + HV_PAGE)) '$2 == size && /dma_common_contiguous_remap/ { sub("-.*", "", $1); print $1 }' /proc/vmallocinfo)
	is "$(leaves -c dma_common_contiguous_remap | sed -n "s/^$start .* leaves=\([0-9]*\) .*/\1/p")" "$want" "$text: $want leaves"
	rmmod hv_dma
	is $(($(vmstat vmalloc_huge_free) - freed)) "$want" "$text: counted back"
done

echo 8 >/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages
frames 21 $((8 * mib)) "$(leaves_of $((8 * mib)))"
gib=/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages
if [ "$(cat $gib 2>/dev/null || echo 0)" -gt 0 ]; then
	frames 30 $((1024 * mib)) "$(leaves_of $((1024 * mib)))"
	is "$(umem -h 30 $((1024 * mib)) sed -n 's/.*xdp_umem_create.* pud=\([0-9]*\).*/\1/p' /proc/vmallocinfo)" \
		"$([ "$HV_EXPECT" != huge ] || echo 1)" "they are one PUD leaf"
	# For the record: would vmalloc() have one by chance?
	insmod /lib/modules-flat/hv_area.ko bytes=$((3072 * mib))
	is $? 0 "an area of 3 GiB by vmalloc()"
	diag "$(($(cat /sys/module/hv_area/parameters/row) / mib)) MiB of it are the longest run of contiguous pages"
	rmmod hv_area
fi
umem $((8 * mib)) true
is $? 0 "the same in small pages"
