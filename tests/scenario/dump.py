# drgn reads the areas that a file lists (START PAGES FIRST LEAVES SKIP, tests/guest/hold.sh) out of a dump: each by the page tables
# and page by page by what struct vm_struct has; beyond its end there is nothing. Prints assertions.
import struct
import sys

from drgn import FaultError
from drgn.helpers.linux.list import list_for_each_entry
from drgn.helpers.linux.mm import page_to_pfn

size = prog["PAGE_SIZE"].value_()
known = {va.va_start.value_(): va.vm
         for va in list_for_each_entry("struct vmap_area", prog["vmap_area_list"].address_of_(), "list") if va.vm}


def ok(condition, text):
    print(f"{'ok' if condition else 'not ok'} - drgn: {text}")


def faults(address):
    try:
        prog.read(address, 8)
    except FaultError:
        return True
    return False


for line in open(sys.argv[1]):
    start, pages, first, leaves, skip = (int(w, 0) for w in line.split())
    name = f"area of {pages} pages, {leaves} leaves"
    want = b"".join(struct.pack("<Q", first - i) * (size // 8) for i in range(skip, pages))
    vm = known.get(start)
    if not vm:
        ok(False, f"{name}: it is in the list of areas")
        continue
    ok(vm.nr_pages.value_() == pages and vm.size.value_() == (pages + 1) * size, f"{name}: it is in the list of areas")
    ok(prog.read(start + skip * size, (pages - skip) * size) == want, f"{name}: its contents")
    got = b"".join(prog.read(page_to_pfn(vm.pages[i]).value_() * size, size, True) for i in range(skip, pages))
    ok(got == want, f"{name}: the contents of its pages")
    ok(faults(start + pages * size), f"{name}: nothing at its guard page")
