#!/bin/sh
# watermark: an area larger than what the local node can give above its LOW watermark goes on where single pages go on: to
# the next node, while kswapd sleeps (P5, P6).
#
# What single pages do is seen first (took small=1), on the same node of the same boot. The distance between the watermarks is
# made large, so that to go on to MIN is seen.
. /tests/lib.sh

chunk=$((HV_PMD / HV_PAGE))
taskset -p 1 $$ >/dev/null	# of node 0
echo never >/sys/kernel/mm/transparent_hugepage/enabled
echo 1000 >/proc/sys/vm/watermark_scale_factor
free() { awk -v node="$1" '$1 == "Node" { on = $2 == node "," } on && $1 == "pages" && $2 == "free" { n += $3 } END { print n }' /proc/zoneinfo; }
low() { awk -v node="$1" '$1 == "Node" { on = $2 == node "," } on && $1 == "low" { n += $2 } END { print n }' /proc/zoneinfo; }
# More than the node has free, less than all have.
bytes=$((($(free 0) - $(low 0) + 16 * chunk) * HV_PAGE))
diag "node 0: $(free 0) pages free, $(low 0) at LOW; an area of $((bytes / HV_PAGE))"
ge "$(free 1)" $(($(low 1) + 32 * chunk)) "node 1 has the rest"

single=$(took bytes=$bytes small=1)
diag "$single"
huge=$(took bytes=$bytes)
diag "$huge"
ge "$(field N0 "$single")" $((bytes / HV_PAGE / 2)) "single pages come from the local node"
ge "$(field N1 "$single")" $((8 * chunk)) "and from the other one, when the local one is at LOW"
is "$(field woken "$single")" 0 "nobody wakes kswapd for that"
for node in 0 1; do
	near "$(field N$node "$huge")" "$(field N$node "$single")" $chunk "pages of node $node, within a chunk"
done
is "$(field woken "$huge")" 0 "nobody wakes kswapd for blocks"
if [ "$HV_EXPECT" = huge ]; then
	ge "$(field leaves "$huge")" $((bytes / HV_PMD / 2)) "most of it are leaves"
fi
