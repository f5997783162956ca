#!/bin/sh
# First process of the virtual machine: the till sells on a disk of its own until the power goes.
mount -t proc proc /proc
mount -t sysfs sys /sys 2>/dev/null
mount -t tmpfs run /run
mount -t ext4 /dev/ubda /mnt || { echo "uml: no disk"; exec sleep 9; }
export PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0 HOME=/run TMPDIR=/run LANG=C.UTF-8
cd "$TILL_SOURCE" || exec sleep 9
echo "uml: begin"
exec "$TILL_PYTHON" -m tests.rigs.crash_uml --till /mnt/till.db "$TILL_SEED"
