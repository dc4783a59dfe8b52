package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"coditect.ai/cluster/internal/proc"
)

// supervise runs a cluster until ctx ends, and leaves nothing of it behind. ready is called once,
// when the cluster can be used.
func supervise(ctx context.Context, spec Spec, out io.Writer, ready func(Info) error) (err error) {
	if err := prepare(spec.Dir); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cleanUp(spec.Dir)) }()
	self := Info{Name: spec.Name, Dir: spec.Dir, Node: spec.Node, PID: os.Getpid(), StartTicks: startTicks(os.Getpid())}
	if err := writeJSON(filepath.Join(spec.Dir, "supervisor.json"), self); err != nil {
		return err
	}
	group := proc.NewGroup(filepath.Join(spec.Dir, "logs"))
	defer group.Stop()
	if spec.Node == nodeReal {
		self, err = startIsolated(ctx, group, spec, self, out)
	} else {
		self, err = startHere(ctx, group, spec, self, out)
	}
	if err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(spec.Dir, "supervisor.json"), self); err != nil {
		return err
	}
	if err := ready(self); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-group.Failed():
		return err
	}
}

// startHere starts a control plane, with fake nodes if asked for, as plain processes.
func startHere(ctx context.Context, group *proc.Group, spec Spec, self Info, out io.Writer) (Info, error) {
	c := &ControlPlane{Spec: spec, Group: group, Out: out, Address: "127.0.0.1", Services: "10.96.0.0/16"}
	if err := c.Start(ctx); err != nil {
		return self, err
	}
	if err := c.createStorageClass(ctx); err != nil {
		return self, err
	}
	if spec.Node == nodeFake {
		if err := c.startFakeNodes(ctx); err != nil {
			return self, err
		}
	}
	if err := c.awaitDefaults(ctx); err != nil {
		return self, err
	}
	self.Kubeconfig, self.APIServer = c.Kubeconfig, c.Server
	return self, nil
}

func prepare(dir string) error {
	// What a cluster of this name that was killed has left.
	if err := cleanUp(dir); err != nil {
		return err
	}
	// Passed through by the user that kube-controller-manager runs as, read by nobody.
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return fmt.Errorf("failed to make the state folder: %w", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "logs"), 0o700); err != nil {
		return fmt.Errorf("failed to make the folder of logs: %w", err)
	}
	return nil
}

// cleanUp removes the state folder and the control groups of a cluster none of whose processes
// live any more. Namespaces, mounts, interfaces and rules went with the last process.
func cleanUp(dir string) error {
	if err := removeCgroups(filepath.Base(dir)); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("failed to remove %s: %w", dir, err)
	}
	// Only if this was the last cluster.
	_ = os.Remove(filepath.Dir(dir))
	return nil
}

// untilStopped ends with the first SIGTERM or SIGINT, and, for a supervisor that somebody holds by
// its standard input, when that somebody is gone.
func untilStopped(holdStdin bool) (context.Context, context.CancelFunc) {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	if holdStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			cancel()
		}()
	}
	return ctx, cancel
}
