// Package mounts gives a process, in a mount namespace of its own, other folders than the machine
// has where programs have fixed ideas of paths.
package mounts

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Private keeps all mounts that follow from the rest of the machine.
func Private() error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("failed to make mounts private: %w", err)
	}
	return nil
}

// Cover mounts folders of dir, by name, over others, and keeps dir itself where it is even if it
// lies below one of those.
func Cover(dir string, over map[string]string) error {
	held, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("failed to open %s: %w", dir, err)
	}
	defer held.Close()
	through := fmt.Sprintf("/proc/self/fd/%d", held.Fd())
	for name, target := range over {
		source := filepath.Join(through, name)
		if err := os.MkdirAll(source, 0o755); err != nil {
			return fmt.Errorf("failed to make %s: %w", name, err)
		}
		if err := syscall.Mount(source, target, "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("failed to mount %s on %s: %w", name, target, err)
		}
	}
	return keep(held, dir, through)
}

func keep(held *os.File, dir, through string) error {
	was, err := held.Stat()
	if err != nil {
		return fmt.Errorf("failed to look at %s: %w", dir, err)
	}
	if is, err := os.Stat(dir); err == nil && os.SameFile(was, is) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("failed to make %s again: %w", dir, err)
	}
	if err := syscall.Mount(through, dir, "", syscall.MS_BIND, ""); err != nil {
		return fmt.Errorf("failed to bring %s back: %w", dir, err)
	}
	return nil
}
