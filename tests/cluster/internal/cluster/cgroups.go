package cluster

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cgroupName is the control group under which a real node puts all its pods. Clusters of one name
// can live in two state roots.
func cgroupName(dir string) string {
	return fmt.Sprintf("coditect-%s-%.6x", filepath.Base(dir), sha256.Sum256([]byte(dir)))
}

// makeCgroups makes the group under which the kubelet puts all pods, in every hierarchy.
func makeCgroups(dir string) error {
	root := "/sys/fs/cgroup"
	if _, err := os.Stat(filepath.Join(root, "cgroup.controllers")); err == nil {
		return makeCgroupV2(root, cgroupName(dir))
	}
	hierarchies, err := filepath.Glob(root + "/*/cgroup.procs")
	if err != nil {
		return err
	}
	for _, procs := range hierarchies {
		group := filepath.Join(filepath.Dir(procs), cgroupName(dir))
		if err := os.MkdirAll(group, 0o755); err != nil {
			return fmt.Errorf("failed to make control group %s: %w", group, err)
		}
	}
	return nil
}

func makeCgroupV2(root, name string) error {
	available, err := os.ReadFile(filepath.Join(root, "cgroup.controllers"))
	if err != nil {
		return fmt.Errorf("failed to read the available controllers: %w", err)
	}
	group := filepath.Join(root, name)
	if err := os.MkdirAll(group, 0o755); err != nil {
		return fmt.Errorf("failed to make control group %s: %w", group, err)
	}
	enable := "+" + strings.Join(strings.Fields(string(available)), " +")
	for _, dir := range []string{root, group} {
		if err := os.WriteFile(filepath.Join(dir, "cgroup.subtree_control"), []byte(enable), 0o644); err != nil {
			return fmt.Errorf("failed to enable controllers in %s: %w", dir, err)
		}
	}
	return nil
}

// cgroupRoots are the control groups of a cluster, in each hierarchy of version 1 or in the one of
// version 2.
func cgroupRoots(dir string) ([]string, error) {
	var roots []string
	for _, pattern := range []string{"/sys/fs/cgroup/*/", "/sys/fs/cgroup/"} {
		found, err := filepath.Glob(pattern + cgroupName(dir))
		if err != nil {
			return nil, err
		}
		roots = append(roots, found...)
	}
	return roots, nil
}

// killCgroups kills every process of the cluster's pods.
func killCgroups(dir string) error {
	roots, err := cgroupRoots(dir)
	if err != nil {
		return err
	}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.Name() != "cgroup.procs" {
				return err
			}
			return killProcs(path)
		})
		// A group that goes while it is being looked at has no processes.
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENODEV) {
			return fmt.Errorf("failed to kill the processes of control group %s: %w", root, err)
		}
	}
	return nil
}

func killProcs(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, field := range strings.Fields(string(text)) {
		// 0 is a process that this namespace has no number for, and a signal to one's own group.
		if pid, err := strconv.Atoi(field); err == nil && pid > 0 {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	return nil
}

// removeCgroups removes the control groups of a cluster. Their processes are gone, but the kernel
// may take a moment to notice.
func removeCgroups(dir string) error {
	roots, err := cgroupRoots(dir)
	if err != nil {
		return err
	}
	for _, root := range roots {
		if err := removeCgroup(root); err != nil {
			return err
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
