#!/bin/sh
# What runs in a machine whose power is cut: the till sells on a disk of its own until then. The first process of
# user-mode Linux; in QEMU started by the first one, which mounted what is there already.
[ -e /proc/uptime ] || mount -t proc proc /proc
[ -e /sys/kernel ] || mount -t sysfs sys /sys 2>/dev/null
[ -e /run/device-vm-command ] || mount -t tmpfs run /run
export PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0 HOME=/run TMPDIR=/run LANG=C.UTF-8
[ -z "$TILL_LINE" ] || exec <"$TILL_LINE" >"$TILL_LINE" 2>&1
if [ "$TILL_SEED" = probe ]; then "$TILL_PYTHON" -c 'print("till: boots .", flush=True)'; exec sleep 9; fi
mount -t ext4 "$TILL_DISK" /mnt || { echo "machine: no disk"; exec sleep 9; }
cd "$TILL_SOURCE" || exec sleep 9
echo "machine: begin"
"$TILL_PYTHON" -m tests.rigs.crash_till /mnt/till.db "$TILL_SEED"
echo "machine: the till ended"
exec sleep 9
