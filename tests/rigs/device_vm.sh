#!/usr/bin/env bash
# Runs a command inside a throw-away virtual machine whose kernel has what a container or a cloud VM lacks:
# uinput and uhid (make a real scanner: evdev, EVIOCGRAB, SYN_DROPPED, unplug), and USB gadgets on dummy_hcd (make a real USB printer,
# HID scanner or CDC serial port that usblp, pyusb, hidraw and cdc_acm see). QEMU in software emulation: about 10 s to boot.
#
#   tests/rigs/device_vm.sh [--timeout SECONDS] COMMAND [ARG...]
#   tests/rigs/device_vm.sh --prepare      only fetch what the machine is made of
#
# The host's file system is the guest's root, read-only, so the host's virtual environment and checkout are there under the same paths;
# /run and /dev/shm are fresh and writable (HOME and TMPDIR point there). configfs is mounted at /sys/kernel/config. The command's output and exit status are passed on.
# Needs Debian/Ubuntu on x86-64 and root (it installs qemu-system-x86, kmod, cpio; the kernel is only unpacked into a cache, never installed).
set -euo pipefail
here=$PWD
limit=150
if [ "${1:-}" = --timeout ]; then limit=$2; shift 2; fi
[ $# -gt 0 ] || { sed -n '2,14p' "$0"; exit 2; }
cache=${DEVICE_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/device-vm}
mkdir -p "$cache"

need() { command -v "$1" >/dev/null 2>&1; }
if ! need qemu-system-x86_64 || ! need cpio || ! need modinfo; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends qemu-system-x86 kmod cpio >/dev/null
fi

if [ ! -e "$cache/ready" ]; then
  work=$(mktemp -d "$cache/build.XXXX")
  cd "$work"
  apt-cache show linux-image-amd64 >/dev/null 2>&1 || apt-get update -qq
  kernel=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ {print $2; exit}')
  apt-get download -qq "$kernel" busybox-static >/dev/null 2>&1
  for deb in ./*.deb; do dpkg-deb -x "$deb" root; done
  [ -d root/lib/modules ] || ln -s usr/lib root/lib
  release=$(basename root/lib/modules/*)
  depmod -b root "$release"
  mkdir -p ird/{bin,dev,m,mnt,proc,sys}
  cp "$(find root -path '*bin/busybox' -type f | head -n 1)" ird/bin/busybox
  : >ird/m/order
  for name in virtio_pci 9pnet_virtio 9p uinput evdev hid uhid usbhid hid-generic dummy_hcd configfs libcomposite \
              usb_f_printer usb_f_hid usb_f_acm usblp cdc-acm; do
    modprobe -d root -S "$release" --show-depends "$name" 2>/dev/null | awk '$1 == "insmod" {print $2}' | while read -r ko; do
      base=$(basename "$ko"); grep -qx "$base" ird/m/order || { cp "$ko" ird/m/"$base"; echo "$base" >>ird/m/order; }
    done
  done
  find ird/m -name '*.ko.xz' -exec unxz {} +
  sed -i 's/\.xz$//' ird/m/order
  cp "$(find root -name 'vmlinuz-*' | head -n 1)" "$cache/vmlinuz"
  rm -rf "$cache/ird"; mv ird "$cache/ird"; cd "$cache"; rm -rf "$work"; touch "$cache/ready"
fi
[ "$1" != --prepare ] || exit 0

run=$(mktemp -d "$cache/run.XXXX"); trap 'rm -rf "$run"' EXIT
cp -r "$cache/ird" "$run/ird"
{
  printf '#!/bin/bash\nexport PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/home TMPDIR=/run/tmp PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8\nmkdir -p /run/home /run/tmp\ncd %q\n' "$here"
  printf '%q ' "$@"; printf '\n'
} >"$run/ird/command"
cat >"$run/ird/init" <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc proc /proc; $B mount -t sysfs sys /sys; $B mount -t devtmpfs dev /dev
while read m; do $B insmod /m/$m 2>/dev/null || echo "device-vm: insmod $m failed"; done < /m/order
$B mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose host /mnt || echo "device-vm: no root"
$B mount -t proc proc /mnt/proc; $B mount --bind /sys /mnt/sys; $B mount --bind /dev /mnt/dev
$B mkdir -p /dev/shm /dev/pts; $B mount -t tmpfs t /mnt/dev/shm; $B mount -t devpts d /mnt/dev/pts
$B mount -t configfs c /mnt/sys/kernel/config
$B mount -t tmpfs t /mnt/run
$B cp /command /mnt/run/device-vm-command
echo "device-vm: begin"
$B chroot /mnt /bin/bash /run/device-vm-command
echo "device-vm: status $?"
$B poweroff -f
INIT
chmod +x "$run/ird/init"
(cd "$run/ird" && find . | cpio -o -H newc 2>/dev/null | gzip -1) >"$run/ird.gz"

set +e
timeout "$limit" qemu-system-x86_64 -accel tcg,thread=multi -smp 1 -m 768 -nographic -nic none -no-reboot \
  -kernel "$cache/vmlinuz" -initrd "$run/ird.gz" -append "console=ttyS0 panic=-1 quiet no_timer_check" \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap </dev/null 2>&1 \
  | tr -d '\r' | tee "$run/log" | sed -n '/device-vm: begin/,/device-vm: status/p' | grep -v 'device-vm: '
status=$(sed -n 's/^device-vm: status \([0-9]*\).*/\1/p' "$run/log" | tail -n 1)
if [ -z "$status" ]; then echo "device-vm: the machine gave no answer in $limit s" >&2; tail -n 20 "$run/log" >&2; exit 124; fi
exit "$status"
