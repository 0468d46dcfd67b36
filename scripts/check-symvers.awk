# Which symbol checksums differ between two trees, and why.
# Input:  awk -v old=DIR -v new=DIR -v allow=TYPE [-v into=FILE] -f check-symvers.awk; DIR/list names objects,
#         DIR/OBJECT.crc is what genksyms printed of one, DIR/OBJECT.symtypes its types. A checksum may change where TYPE
#         (s#NAME for a struct), known before as well, is all that differs in what the symbol's prototype expands to.
# Output: a line for each symbol that is gone, one for each other reason, with the symbols that changed for it, and one
#         for all: "N of M checksums change". FILE: the symbols whose checksums changed.
# Exit:   0 when it could run, whatever it found; 2 when a file is missing.
function cannot(file) { print file ": cannot be read" > "/dev/stderr"; failed = 2; exit }
function sums(dir, crc, object,    o, file, rc, line, w) {
	while ((rc = (getline o < (dir "/list"))) > 0) {
		file = dir "/" o ".crc"
		while ((rc = (getline line < file)) > 0)
			if (split(line, w, / = |;/) > 1) { sub(/^__crc_/, "", w[1]); crc[w[1]] = w[2]; object[w[1]] = o }
		if (rc < 0) cannot(file)
		close(file)
	}
	if (rc < 0) cannot(dir "/list")
}
# types: what genksyms knew of each type, and of each symbol, in one object. A type that was first unknown comes twice.
function types(dir, object, def,    file, rc, line, name) {
	split("", def)
	file = dir "/" object ".symtypes"
	while ((rc = (getline line < file)) > 0) {
		name = line; sub(/ .*/, "", name)
		def[name] = def[name] line
	}
	if (rc < 0) cannot(file)
	close(file)
}
# cause: the first type below NAME, or NAME itself, that differs and may not.
function cause(name,    parts, n, i, c) {
	if (name in seen) return ""
	seen[name]
	if (was[name] != is[name] && (name != allow || was[name] ~ /UNKNOWN/)) return name
	n = split(was[name], parts, " ")
	for (i = 2; i <= n; i++)
		if (parts[i] ~ /^[a-zA-Z]#/ && (c = cause(parts[i])) != "") return c
	return ""
}
BEGIN {
	sums(old, oldcrc, oldobject)
	sums(new, newcrc, newobject)
	for (s in oldcrc) {
		total++
		if (!(s in newcrc)) { print s " (" oldobject[s] ") is gone"; continue }
		if (oldcrc[s] == newcrc[s]) continue
		changed++
		if (into) print s > into
		pair = oldobject[s] " " newobject[s]
		todo[pair] = todo[pair] " " s
	}
	for (pair in todo) {
		split(pair, o, " ")
		types(old, o[1], was)
		types(new, o[2], is)
		n = split(todo[pair], names, " ")
		for (i = 1; i <= n; i++) {
			split("", seen)
			c = cause(names[i])
			if (c == "" && was[allow] != is[allow]) continue
			c = c == "" ? "nothing that its types show" : c == names[i] ? "its prototype" : \
				c (was[c] ~ /UNKNOWN/ ? ", which is known now" : is[c] ~ /UNKNOWN/ ? ", which is unknown now" : "")
			count[c]++
			symbols[c] = symbols[c] " " names[i]
		}
	}
	for (c in count) print count[c] " because of " c ":" symbols[c]
	print changed + 0 " of " total + 0 " checksums change"
}
END { exit failed }
