# shellcheck shell=bash
# shellcheck disable=SC2154  # root, base, die: scripts/lib.sh
# An apt of its own, for packages of a suite that this machine does not follow: the machine's apt and packages stay as they are.
# Input:  sourced after scripts/lib.sh. private_suite SUITE...: the suites configured, for libraries, and these of the same mirrors.
# Output: private_apt COMMAND...: apt-get over these; downloads go to $apt/cache/archives, the directory goes with the shell.
#         private_root DIR DEBARCH SUITE PACKAGE...: unpacks these, of SUITE where it has them, with all that they depend on, the C library too, into DIR.

private_suite() {	# SUITE...
	local codename suite mirror
	need apt-get
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	[ -n "$codename" ] || die "cannot tell the release of this Debian from /etc/os-release"
	apt=$(mktemp -d)
	trap 'rm -rf "$apt"' EXIT
	mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/sources"
	cp /etc/apt/sources.list.d/*.{list,sources} "$apt/sources" 2>/dev/null || true
	cp /etc/apt/sources.list "$apt/sources/system.list" 2>/dev/null || true
	# shellcheck disable=SC2016  # apt's fields
	apt-get indextargets --no-release-info --format '$(RELEASE) $(REPO_URI)' | sed -n "s/^$codename //p" | sort -u >"$apt/mirrors"
	for suite; do
		while read -r mirror; do echo "deb [signed-by=$(base KEYRING)] $mirror $suite main"; done <"$apt/mirrors"
	done >"$apt/sources/private.list"
	[ -s "$apt/sources/private.list" ] || die "apt knows no mirror of $codename to take $* from"
	private_apt update || die "$* is not to be had from this machine's mirrors"
}
private_root() {	# DIR DEBARCH SUITE PACKAGE...
	local dir=$1 debarch=$2 suite=$3 deb
	shift 3
	need dpkg-deb
	: >"$apt/status"
	# As if nothing were installed, so that nothing is taken from this machine.
	private_apt -o "Dir::State::status=$apt/status" -o "APT::Architecture=$debarch" -o "APT::Architectures=$debarch" update &&
		private_apt -o "Dir::State::status=$apt/status" -o "APT::Architecture=$debarch" -o "APT::Architectures=$debarch" \
			install -t "$suite" -y --download-only --no-install-recommends "$@" || die "$* is not to be had for $debarch"
	mkdir -p "$dir"
	for deb in "$apt"/cache/archives/*.deb; do
		dpkg-deb -x "$deb" "$dir"
		basename "$deb" >>"$dir/packages"
	done
}
private_apt() {
	apt-get -q -o "Dir::Etc::sourcelist=$apt/none" -o "Dir::Etc::sourceparts=$apt/sources" -o "Dir::State::lists=$apt/lists" \
		-o "Dir::Cache=$apt/cache" -o "Debug::NoLocking=1" -o APT::Sandbox::User=root "$@" >&2
}
