package cluster

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"coditect.ai/cluster/internal/proc"
)

// NodeName is the one real node of a cluster.
const NodeName = "node-0"

// inner is the part of Info that only the inside knows.
type inner struct {
	Kubeconfig string `json:"kubeconfig"`
	APIServer  string `json:"apiserver"`
}

func startInside(ctx context.Context, group *proc.Group, spec Spec, out io.Writer) (inner, error) {
	if err := isolateMounts(spec.Dir); err != nil {
		return inner{}, err
	}
	if err := spec.Net.configure(); err != nil {
		return inner{}, err
	}
	if err := syscall.Sethostname([]byte(NodeName)); err != nil {
		return inner{}, fmt.Errorf("failed to set the node's name: %w", err)
	}
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0); err != nil {
		return inner{}, fmt.Errorf("failed to let the node route: %w", err)
	}
	c := &ControlPlane{Spec: spec, Group: group, Out: out, Address: spec.Net.NodeIP, Services: spec.Net.Services}
	if err := c.Start(ctx); err != nil {
		return inner{}, err
	}
	if err := c.createStorageClass(ctx); err != nil {
		return inner{}, err
	}
	n := &realNode{ControlPlane: c}
	if err := n.start(ctx); err != nil {
		return inner{}, err
	}
	return inner{Kubeconfig: c.Kubeconfig, APIServer: c.Server}, c.awaitDefaults(ctx)
}

// isolateMounts gives the inside folders of its own where programs have fixed ideas of paths. The
// mounts are private: the machine never sees them.
func isolateMounts(dir string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("failed to make mounts private: %w", err)
	}
	if err := syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("failed to mount /proc: %w", err)
	}
	if err := syscall.Mount("tmpfs", "/run", "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, "mode=755"); err != nil {
		return fmt.Errorf("failed to mount /run: %w", err)
	}
	for inside, target := range map[string]string{"lib": "/var/lib", "log": "/var/log", "tmp": "/tmp"} {
		source := filepath.Join(dir, inside)
		if err := os.MkdirAll(source, 0o755); err != nil {
			return fmt.Errorf("failed to make %s: %w", source, err)
		}
		if err := syscall.Mount(source, target, "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("failed to mount %s on %s: %w", source, target, err)
		}
	}
	return makeCgroups(filepath.Base(dir))
}

// makeCgroups makes the group under which the kubelet puts all pods, in every hierarchy.
func makeCgroups(cluster string) error {
	root := "/sys/fs/cgroup"
	if _, err := os.Stat(filepath.Join(root, "cgroup.controllers")); err == nil {
		return makeCgroupV2(root, CgroupName(cluster))
	}
	hierarchies, err := filepath.Glob(root + "/*/cgroup.procs")
	if err != nil {
		return err
	}
	for _, procs := range hierarchies {
		group := filepath.Join(filepath.Dir(procs), CgroupName(cluster))
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
