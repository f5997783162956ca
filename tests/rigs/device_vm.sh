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
kernel=$(dirname "$(readlink -f "$0")")/vm_kernel.sh
limit=150
if [ "${1:-}" = --timeout ]; then limit=$2; shift 2; fi
[ $# -gt 0 ] || { sed -n '2,12p' "$0"; exit 2; }
cache=${DEVICE_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/device-vm}

"$kernel" prepare "$cache" virtio_pci 9pnet_virtio 9p uinput evdev hid uhid usbhid hid-generic dummy_hcd configfs libcomposite \
  usb_f_printer usb_f_hid usb_f_acm usblp cdc-acm usbmon
[ "$1" != --prepare ] || exit 0

run=$(mktemp -d "$cache/run.XXXX"); trap 'rm -rf "$run"' EXIT
{
  printf '#!/bin/bash\nexport PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/home TMPDIR=/run/tmp PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8\nmkdir -p /run/home /run/tmp\ncd %q\n' "$here"
  printf '%q ' "$@"; printf '\n'
} >"$run/command"
"$kernel" initrd "$cache" "$run/command" "$run/ird.gz"

set +e
timeout "$limit" qemu-system-x86_64 -accel tcg,thread=multi -smp 1 -m 768 -nographic -nic none -no-reboot \
  -kernel "$cache/vmlinuz" -initrd "$run/ird.gz" -append "console=ttyS0 panic=-1 quiet no_timer_check" \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap </dev/null 2>&1 \
  | tr -d '\r' | tee "$run/log" | sed -n '/device-vm: begin/,/device-vm: status/p' | grep -v 'device-vm: '
status=$(sed -n 's/^device-vm: status \([0-9]*\).*/\1/p' "$run/log" | tail -n 1)
if [ -z "$status" ]; then echo "device-vm: the machine gave no answer in $limit s" >&2; tail -n 20 "$run/log" >&2; exit 124; fi
exit "$status"
