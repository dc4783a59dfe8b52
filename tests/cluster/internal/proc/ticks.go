package proc

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// StartTicks is when a process started, in clock ticks since boot; 0 if there is none or it has
// ended and only waits to be reaped. Number and start together name one process for ever.
func StartTicks(pid int) uint64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The second field is the program's name and may hold anything but its last ')'.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 20 || fields[0] == "Z" {
		return 0
	}
	ticks, err := strconv.ParseUint(fields[19], 10, 64)
	if err != nil {
		return 0
	}
	return ticks
}

// Signal signals the process that started at ticks, and no later one with its number.
func Signal(pid int, ticks uint64, signal syscall.Signal) {
	if ticks != 0 && StartTicks(pid) == ticks {
		_ = syscall.Kill(pid, signal)
	}
}
