#!/usr/bin/env bash
# A new user's first hour, measured: a bare Debian 12 with only python3 and git, a clean clone of
# what is committed here, and the two commands. Run as root on Debian with debootstrap:
#
#     tests/rigs/bare_debian.sh [DIR]     # DIR is kept; without it a temporary one is removed
#
# The bare system gets what an operator would give it: this machine's package mirror, certificates
# and pip settings. Limits: cold start 10 min, 2.5 GB, second start 5 s. Ends with 1 when one breaks.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
keep=${1:-}
bare=${keep:-$(mktemp -d)}
suite=bookworm
bare_root=/root homes=/home # inside the bare system
log=$(mktemp)
mounts=()
faults=0

cleanup() {
    rm -f "$log"
    for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do umount "${mounts[i]}" || true; done
    if [ -z "$keep" ] && ! grep -q " $bare/" /proc/mounts; then rm -rf --one-file-system "$bare"; fi
}
trap cleanup EXIT

mirrors() { apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | grep " $suite" | sort -u; }

main_mirror() { mirrors | awk -v suite="$suite" '$2 == suite {print $1; exit}'; }

give() { # copy a file of this machine into the bare one, if it is there
    [ -e "$1" ] || return 0
    mkdir -p "$bare$(dirname "$1")"
    cp -aL "$1" "$bare$(dirname "$1")/"
}

lend() { # show a folder of this machine in the bare one, read-only
    mkdir -p "$bare$1"
    mount --bind "$1" "$bare$1"
    mounts+=("$bare$1")
    mount -o remount,ro,bind "$bare$1"
}

folders_pip_looks_in() {
    python3 -m pip config list 2>/dev/null | grep -oE "(file://)?/[^' ]+" | sed 's#^file://##' |
        while read -r path; do
            if [ -d "$path" ]; then echo "$path"; elif [ -d "${path%/*}" ]; then echo "${path%/*}"; fi
        done | grep -vE '^/(etc|usr|tmp|proc|sys)(/|$)' | sed -E 's#(/[^/]+/[^/]+).*#\1#' | sort -u
}

operator_settings() { # name=value of the environment that pip, apt and git go by
    env | grep -E '^(PIP_|https?_proxy=|HTTPS?_PROXY=|no_proxy=|NO_PROXY=|SSL_CERT_FILE=|REQUESTS_CA_BUNDLE=)' || true
    # uv, which one test uses, reads its own names
    env | grep -E '^UV_' || true
}

inside() { # inside USER COMMAND...
    local user=$1 home=$bare_root
    shift
    [ "$user" = root ] || home=$homes/$user
    mapfile -t settings < <(operator_settings)
    chroot --userspec="$user" "$bare" env -i HOME="$home" TERM=dumb \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${settings[@]}" "$@"
}

used_mb() { du -smx "${mounts[@]/#/--exclude=}" "$bare" 2>/dev/null | cut -f1; }
now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{printf "%.1f", $1 - $2}'; }

show() { # show NAME FIGURE LIMIT UNIT
    local word=ok
    if awk "BEGIN {exit !($2 > $3)}"; then word=OVER faults=$((faults + 1)); fi
    printf '%-34s %8s / %s %s  %s\n' "$1" "$2" "$3" "$4" "$word"
}

expect() { # expect NAME WANTED FOUND
    local word=ok
    if [ "$2" != "$3" ]; then word="WRONG, expected $2" faults=$((faults + 1)); fi
    printf '%-34s %8s  %s\n' "$1" "$3" "$word"
}

echo "== bare Debian 12 in $bare"
mkdir -p "$bare" && chmod 755 "$bare" # mktemp lets nobody else in, and a clerk has to be able to live there
if [ ! -x "$bare/usr/bin/apt-get" ]; then
    debootstrap --variant=minbase "$suite" "$bare" "$(main_mirror)" >"$log" 2>&1 ||
        { tail -20 "$log"; exit 2; }
fi
mirrors | sed 's/^/deb /; s/$/ main/' >"$bare/etc/apt/sources.list"
for file in /etc/apt/apt.conf.d/*[pP]roxy* /etc/apt/auth.conf /etc/resolv.conf /etc/hosts \
    /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do give "$file"; done
if [ -e ~/.config/pip/pip.conf ]; then
    mkdir -p "$bare$bare_root/.config/pip" "$bare/etc"
    cp ~/.config/pip/pip.conf "$bare$bare_root/.config/pip/"
    [ -e "$bare/etc/pip.conf" ] || cp ~/.config/pip/pip.conf "$bare/etc/pip.conf"
fi
while read -r folder; do [ -z "$folder" ] || lend "$folder"; done < <(folders_pip_looks_in)
mount -t proc proc "$bare/proc" && mounts+=("$bare/proc")
mount --bind /dev/pts "$bare/dev/pts" && mounts+=("$bare/dev/pts") # a machine has terminals
inside root sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends python3 git >/dev/null 2>&1'
inside root sh -c 'id clerk >/dev/null 2>&1 || useradd --create-home clerk'
rm -rf "$bare/srv/suanpan" "$bare$homes/clerk/suanpan"
git clone -q --no-local "$root" "$bare/srv/suanpan"
git clone -q --no-local "$root" "$bare$homes/clerk/suanpan"
chroot "$bare" chown -R clerk:clerk $homes/clerk
before=$(used_mb)
echo "commit $(git -C "$root" rev-parse --short HEAD), $(inside root python3 --version), ${before} MB before"

echo "== a user without rights"
said=$(inside clerk sh -c 'cd ~/suanpan && ./pos demo' 2>&1) && code=0 || code=$?
echo "$said" | sed 's/^/   /'
expect "exit code without rights" 2 "$code"
expect "names the line to run" 1 "$(echo "$said" | grep -c 'apt-get install -y --no-install-recommends')"

if [ -e "$root/suanpan/commands/demo.py" ]; then
    echo "== root: ./pos demo, from the first command to the last picture"
    begin=$(now)
    inside root sh -c 'cd /srv/suanpan && ./pos demo --screenshots ~/pictures' && code=0 || code=$?
    expect "./pos demo --screenshots" 0 "$code"
    show "set-up and demo, cold" "$(since "$begin")" 600 s
    echo "   $(find "$bare$bare_root/pictures" -name '*.png' | wc -l) pictures"
    begin=$(now)
    inside root sh -c 'cd /srv/suanpan && ./pos demo --screenshots ~/pictures' >/dev/null 2>&1 || code=$?
    expect "./pos demo again" 0 "$code"
    show "demo again, with its sale" "$(since "$begin")" 60 s
fi

echo "== root: ./pos test, with its tools to install"
begin=$(now)
inside root sh -c 'cd /srv/suanpan && ./pos test' && code=0 || code=$?
expect "./pos test" 0 "$code"
show "tools and tests" "$(since "$begin")" 600 s

echo "== the second start"
begin=$(now)
inside root sh -c 'cd /srv/suanpan && ./pos --help' >/dev/null
show "second start" "$(since "$begin")" 5 s

echo "== a user without rights, once the system packages are there"
begin=$(now)
inside clerk sh -c 'cd ~/suanpan && ./pos --help' >/dev/null 2>&1 && code=0 || code=$?
expect "exit code" 0 "$code"
show "cold start of a second user" "$(since "$begin")" 600 s
rm -rf "$bare$homes/clerk/suanpan"
show "disk, all of it" "$(($(used_mb) - before))" 2500 MB
exit $((faults > 0))
