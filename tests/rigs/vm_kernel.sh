#!/usr/bin/env bash
# What the virtual machines of the rigs boot: Debian's kernel (unpacked into a cache, never installed), busybox and some modules.
#
#   vm_kernel.sh prepare CACHE MODULE...          once: CACHE/vmlinuz and CACHE/ird; a CACHE made for these modules stays as it is
#   vm_kernel.sh initrd CACHE COMMAND_FILE OUT    a disk in memory that loads the modules, takes the host's file system
#                                                 (9p, tag "host", read-only) as its root and runs COMMAND_FILE there with bash
#
# Rigs with other modules have another CACHE. In the machine /run and /dev/shm are fresh and writable; "device-vm: begin" and
# "device-vm: status N" on the console embrace what the command says, then the machine is switched off.
# Needs Debian/Ubuntu on x86-64 and root (prepare installs qemu-system-x86, kmod, cpio).
set -euo pipefail
work=

prepare() {
  local cache=$1 kernel release name ko base deb
  shift
  mkdir -p "$cache"
  exec 9>"$cache/lock"; flock 9
  if ! command -v qemu-system-x86_64 >/dev/null || ! command -v cpio >/dev/null || ! command -v modinfo >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends qemu-system-x86 kmod cpio >/dev/null
  fi
  [ ! -e "$cache/ready" ] || [ "$(cat "$cache/ready")" != "$*" ] || return 0
  work=$(mktemp -d "$cache/build.XXXX"); trap 'rm -rf "$work"' EXIT
  cd "$work"
  apt-cache show linux-image-amd64 >/dev/null 2>&1 || apt-get update -qq
  kernel=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ {print $2; exit}')
  apt-get download -qq -o APT::Sandbox::User=root "$kernel" busybox-static >/dev/null
  for deb in ./*.deb; do dpkg-deb -x "$deb" root; done
  [ -d root/lib/modules ] || ln -s usr/lib root/lib
  release=$(basename root/lib/modules/*)
  depmod -b root "$release"
  mkdir -p ird/{bin,dev,m,mnt,proc,sys}
  cp "$(find root -path '*bin/busybox' -type f | head -n 1)" ird/bin/busybox
  : >ird/m/order
  for name in "$@"; do
    modprobe -d root -S "$release" --show-depends "$name" 2>/dev/null | awk '$1 == "insmod" {print $2}' | while read -r ko; do
      base=$(basename "$ko"); grep -qx "$base" ird/m/order || { cp "$ko" ird/m/"$base"; echo "$base" >>ird/m/order; }
    done
  done
  find ird/m -name '*.ko.xz' -exec unxz {} +
  sed -i 's/\.xz$//' ird/m/order
  cp "$(find root -name 'vmlinuz-*' | head -n 1)" "$cache/vmlinuz"
  rm -rf "$cache/ird"; mv ird "$cache/ird"; cd "$cache"; echo "$*" >"$cache/ready"
}

initrd() {
  local cache=$1 command=$2 out=$3
  work=$(mktemp -d "$cache/run.XXXX"); trap 'rm -rf "$work"' EXIT
  cp -r "$cache/ird" "$work/ird"
  cp "$command" "$work/ird/command"
  cat >"$work/ird/init" <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc proc /proc; $B mount -t sysfs sys /sys; $B mount -t devtmpfs dev /dev
while read m; do $B insmod /m/$m 2>/dev/null || echo "device-vm: insmod $m failed"; done < /m/order
$B mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose host /mnt || echo "device-vm: no root"
$B mount -t proc proc /mnt/proc; $B mount --bind /sys /mnt/sys; $B mount --bind /dev /mnt/dev
$B mkdir -p /dev/shm /dev/pts; $B mount -t tmpfs t /mnt/dev/shm; $B mount -t devpts d /mnt/dev/pts
[ ! -d /sys/kernel/config ] || $B mount -t configfs c /mnt/sys/kernel/config
$B mount -t tmpfs t /mnt/run
$B cp /command /mnt/run/device-vm-command
echo "device-vm: begin"
$B chroot /mnt /bin/bash /run/device-vm-command
echo "device-vm: status $?"
$B poweroff -f
INIT
  chmod +x "$work/ird/init"
  (cd "$work/ird" && find . | cpio -o -H newc 2>/dev/null | gzip -1) >"$out"
}

case "${1:-}" in
  prepare | initrd) "$@" ;;
  *) sed -n '2,12p' "$0"; exit 2 ;;
esac
