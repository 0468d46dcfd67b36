#!/usr/bin/env bash
# scripts/check-symvers.awk: which changes of a checksum are excused, on two objects made up here.
. "$(dirname "$0")/fixture.sh" || exit 1

# side DIR: an object whose symbol reaches vm_struct and, below that, page; and one whose symbol sees neither.
side() {
	mkdir -p "$1/mm"
	printf 'mm/a\nmm/b\n' > "$1/list"
	printf '__crc_sees = 0x00000001;\n' > "$1/mm/a.crc"
	printf '__crc_blind = 0x00000002;\n' > "$1/mm/b.crc"
	cat > "$1/mm/a.symtypes" <<-'EOF'
		s#page struct page { UNKNOWN } 
		s#task struct task { s#vm_struct * stack ; } 
		s#vm_struct struct vm_struct { s#page * * pages ; } 
		sees void sees ( s#task * ) 
	EOF
	printf 'blind int blind ( t#size_t ) \nt#size_t typedef unsigned long size_t \n' > "$1/mm/b.symtypes"
}
# differ TEXT WANT [FILE SCRIPT]...: after these edits of the new side the report is WANT, its lines sorted and joined by |.
differ() {
	local text=$1 want=$2
	shift 2
	rm -rf old new
	side old
	side new
	while [ $# -gt 0 ]; do sed -i "$2" "new/$1"; shift 2; done
	passes "$text" same "$(awk -v old=old -v new=new -v allow='s#vm_struct' -f scripts/check-symvers.awk 2>&1 | sort | paste -sd '|')" "$want"
}
crc=(mm/a.crc s/0x00000001/0x00000003/)
member=(mm/a.symtypes 's/pages ; }/pages ; int order ; }/')
differ "nothing changes" "0 of 2 checksums change"
differ "vm_struct has a new member" "1 of 2 checksums change" "${crc[@]}" "${member[@]}"
differ "a type became known below it" "1 because of s#page, which is known now: sees|1 of 2 checksums change" \
	"${crc[@]}" "${member[@]}" mm/a.symtypes 's/UNKNOWN/int flags ;/'
differ "vm_struct is known where it was not" "1 because of s#vm_struct, which is known now: sees|1 of 2 checksums change" \
	"${crc[@]}" ../old/mm/a.symtypes '/^s#vm_struct/s/{.*/{ UNKNOWN }/'
differ "a type beside it changes" "1 because of s#task: sees|1 of 2 checksums change" \
	"${crc[@]}" "${member[@]}" mm/a.symtypes 's/\* stack ;/& int state ;/'
differ "the prototype changes" "1 because of its prototype: sees|1 of 2 checksums change" \
	"${crc[@]}" "${member[@]}" mm/a.symtypes 's/^sees void/sees int/'
differ "who does not see vm_struct changes" "1 because of its prototype: blind|1 of 2 checksums change" \
	mm/b.crc s/2/4/ mm/b.symtypes 's/^blind int/blind long/' "${member[@]}"
differ "a checksum changes and no type does" "1 because of nothing that its types show: blind|1 of 2 checksums change" mm/b.crc s/2/4/
differ "a symbol is gone" "0 of 2 checksums change|blind (mm/b) is gone" mm/b.crc d
# shellcheck disable=SC2016  # sed's
differ "a symbol is new" "0 of 2 checksums change" mm/b.crc '$a__crc_more = 0x00000007;'
# shellcheck disable=SC2016
differ "a symbol is in another object" "0 of 2 checksums change" mm/b.crc d mm/a.crc '$a__crc_blind = 0x00000002;'
rm new/mm/a.crc
# shellcheck disable=SC2317  # passes calls it
fails() { ! awk -v old=old -v new=new -v allow='s#vm_struct' -f scripts/check-symvers.awk; }
passes "an object that cannot be read is no pass" fails
finish
