#!/usr/bin/env bash
# scripts/deb-symvers: what it counts, on two symbols that reach struct vm_struct and two that do not, beside a package made up here;
# and scripts/fetch of a package.
. "$(dirname "$0")/fixture.sh" || exit 1
mkdir -p arch "$HV_CACHE/dl" p/DEBIAN p/usr/src/linux-headers-1.0-1-small build/deb/small/build/mm
echo DEBARCH=amd64 > arch/small.conf
package=$HV_CACHE/dl/linux-headers-1.0-1-small_1.0-1_amd64.deb
printf 'ABI=1.0-1\nlinux-config_amd64_SHA256=%s\n' "$(echo right | sha256sum | cut -d' ' -f1)" >> base
printf 'Package: small\nVersion: 1\nArchitecture: amd64\nMaintainer: nobody <nobody@project.invalid>\nDescription: small\n' > p/DEBIAN/control
printf '0x1\t%s\tvmlinux\tEXPORT_SYMBOL\t\n' sees far blind other > p/usr/src/linux-headers-1.0-1-small/Module.symvers
dpkg-deb --root-owner-group -b p "$package" > /dev/null

o=build/deb/small/build
cat > $o/mm/a.symtypes <<'E2'
s#vm_struct struct vm_struct { int order ; } 
s#task struct task { s#vm_struct * stack ; } 
t#task typedef s#task t#task 
sees void sees ( s#vm_struct * ) 
far void far ( t#task * ) 
E2
printf 's#page struct page { int flags ; } \nblind int blind ( s#page * ) \nother int other ( ) \n' > $o/mm/b.symtypes
# counts TEXT WANT SCRIPT: with Module.symvers after this edit, it says WANT.
counts() {
	sed "$3" p/usr/src/linux-headers-1.0-1-small/Module.symvers > $o/Module.symvers
	passes "$1" same "$(scripts/deb-symvers small small 2>&1 | sed 's/.*small: \(.*\): build.*/\1/')" "$2"
}
counts "nothing differs" "0 of 4 differ, of 2 whose types reach struct vm_struct; of the 2 others, 0; 0 gone, 0 new" ''
counts "those that reach it differ, by a typedef as well" \
	"2 of 4 differ, of 2 whose types reach struct vm_struct; of the 2 others, 0; 0 gone, 0 new" '/sees\|far/s/0x1/0x2/'
passes "the list names them" same "$(xargs < build/deb/small/symvers)" "far 0x1 0x2 vm_struct sees 0x1 0x2 vm_struct"
counts "another one differs" "0 of 4 differ, of 2 whose types reach struct vm_struct; of the 2 others, 1; 0 gone, 0 new" '/blind/s/0x1/0x2/'
counts "one is gone, one is new" "0 of 4 differ, of 2 whose types reach struct vm_struct; of the 2 others, 0; 1 gone, 1 new" 's/blind/more/'

echo wrong > "$HV_CACHE/dl/linux-config_1.0-1_amd64.deb"
refuses "a package with another sha256 than in base is refused" "base wants" scripts/fetch package linux-config amd64
echo right > "$HV_CACHE/dl/linux-config_1.0-1_amd64.deb"
passes "the right one is accepted" scripts/fetch package linux-config amd64
finish
