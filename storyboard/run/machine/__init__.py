"""What a run stands on: time, disk, locks, and the interrupts of its process."""
