package cluster

import (
	"context"
	"fmt"
	"io"
	"os"
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

func startInside(ctx context.Context, group *proc.Group, spec Spec, out io.Writer) (*realNode, inner, error) {
	if err := isolateMounts(spec.Dir); err != nil {
		return nil, inner{}, err
	}
	if err := makeCgroups(spec.Dir); err != nil {
		return nil, inner{}, err
	}
	if err := spec.Net.configure(); err != nil {
		return nil, inner{}, err
	}
	if err := syscall.Sethostname([]byte(NodeName)); err != nil {
		return nil, inner{}, fmt.Errorf("failed to set the node's name: %w", err)
	}
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0); err != nil {
		return nil, inner{}, fmt.Errorf("failed to let the node route: %w", err)
	}
	c := &ControlPlane{Spec: spec, Group: group, Out: out, Address: spec.Net.NodeIP, Services: spec.Net.Services}
	if err := c.Start(ctx); err != nil {
		return nil, inner{}, err
	}
	if err := c.createStorageClass(ctx); err != nil {
		return nil, inner{}, err
	}
	n := &realNode{ControlPlane: c}
	if err := n.start(ctx); err != nil {
		return nil, inner{}, err
	}
	return n, inner{Kubeconfig: c.Kubeconfig, APIServer: c.Server}, c.awaitDefaults(ctx)
}
