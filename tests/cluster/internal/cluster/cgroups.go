package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// CgroupName is the control group under which a real node puts all its pods.
func CgroupName(cluster string) string { return "coditect-" + cluster }

// removeCgroups removes the control groups of a cluster, in each hierarchy of version 1 or in the
// one of version 2. Their processes are gone, but the kernel may take a moment to notice.
func removeCgroups(cluster string) error {
	for _, pattern := range []string{"/sys/fs/cgroup/*/", "/sys/fs/cgroup/"} {
		roots, err := filepath.Glob(pattern + CgroupName(cluster))
		if err != nil {
			return err
		}
		for _, root := range roots {
			if err := removeCgroup(root); err != nil {
				return err
			}
		}
	}
	return nil
}

func removeCgroup(root string) error {
	var groups []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			groups = append(groups, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("failed to list control group %s: %w", root, err)
	}
	slices.Reverse(groups)
	for _, group := range groups {
		for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			err := os.Remove(group)
			if err == nil || errors.Is(err, fs.ErrNotExist) {
				break
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("failed to remove control group %s: %w", group, err)
			}
		}
	}
	return nil
}
