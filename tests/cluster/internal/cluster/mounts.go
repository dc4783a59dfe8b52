package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// isolateMounts gives the inside folders of its own where programs have fixed ideas of paths. The
// mounts are private: the machine never sees them.
func isolateMounts(dir string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("failed to make mounts private: %w", err)
	}
	if err := syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("failed to mount /proc: %w", err)
	}
	state, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("failed to open the state folder: %w", err)
	}
	defer state.Close()
	if err := syscall.Mount("tmpfs", "/run", "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, "mode=755"); err != nil {
		return fmt.Errorf("failed to mount /run: %w", err)
	}
	// Whole folders, because a mount needs a folder to be there and the machine shall get none.
	through := fmt.Sprintf("/proc/self/fd/%d", state.Fd())
	for inside, target := range map[string]string{"lib": "/var/lib", "log": "/var/log", "tmp": "/tmp"} {
		source := filepath.Join(through, inside)
		if err := os.MkdirAll(source, 0o755); err != nil {
			return fmt.Errorf("failed to make %s: %w", source, err)
		}
		if err := syscall.Mount(source, target, "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("failed to mount %s on %s: %w", inside, target, err)
		}
	}
	if err := keepReachable(dir, through); err != nil {
		return err
	}
	return pretendTunables(dir)
}

// keepReachable brings the state folder back if it lies below one of the folders just covered.
func keepReachable(dir, through string) error {
	if _, err := os.Stat(filepath.Join(dir, "supervisor.json")); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("failed to make %s inside: %w", dir, err)
	}
	if err := syscall.Mount(through, dir, "", syscall.MS_BIND|syscall.MS_REC, ""); err != nil {
		return fmt.Errorf("failed to mount the state folder inside: %w", err)
	}
	return nil
}

// tunables are what the kubelet would set for the whole machine: no namespace holds these. It
// leaves those alone that are right already.
var tunables = map[string]string{
	"vm/overcommit_memory":      "1",
	"vm/panic_on_oom":           "0",
	"kernel/panic":              "10",
	"kernel/panic_on_oops":      "1",
	"kernel/keys/root_maxkeys":  "1000000",
	"kernel/keys/root_maxbytes": "25000000",
}

func pretendTunables(dir string) error {
	for name, value := range tunables {
		file := filepath.Join(dir, "tunables", filepath.Base(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return fmt.Errorf("failed to make the folder of tunables: %w", err)
		}
		if err := os.WriteFile(file, []byte(value), 0o400); err != nil {
			return fmt.Errorf("failed to write tunable %s: %w", name, err)
		}
		if err := syscall.Mount(file, filepath.Join("/proc/sys", name), "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("failed to cover tunable %s: %w", name, err)
		}
	}
	return nil
}
