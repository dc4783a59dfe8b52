package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"coditect.ai/cluster/internal/mounts"
)

// covered are the folders that the inside has of its own, by their names in the cluster's folder.
// They are whole ones, because a mount needs a folder to be there and the machine shall get none.
var covered = map[string]string{"lib": "/var/lib", "log": "/var/log", "tmp": "/tmp", "run": "/run"}

// isolateMounts gives the inside folders of its own where programs have fixed ideas of paths. The
// mounts are private: the machine never sees them.
func isolateMounts(dir string) error {
	if err := mounts.Private(); err != nil {
		return err
	}
	if err := syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("failed to mount /proc: %w", err)
	}
	if err := mounts.Cover(dir, covered); err != nil {
		return err
	}
	return pretendTunables(dir)
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
