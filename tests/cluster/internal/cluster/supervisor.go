package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"coditect.ai/cluster/internal/proc"
)

// portAttempts is how often a start is tried whose free ports somebody else took meanwhile.
const portAttempts = 4

// supervise runs a cluster until ctx ends, and leaves nothing of it behind. ready is called once,
// when the cluster can be used; starting bounds the time until then.
func supervise(ctx, starting context.Context, spec Spec, out io.Writer, ready func(Info) error) (err error) {
	held, err := hold(spec.Dir)
	if errors.Is(err, errTaken) {
		return fmt.Errorf("%w; stop it with: devcluster stop --name %s", err, spec.Name)
	}
	if err != nil {
		return err
	}
	defer held.Close()
	// What a cluster of this name that was killed has left.
	if err := empty(spec.Dir); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cleanUp(spec.Dir)) }()
	self := Info{Name: spec.Name, Dir: spec.Dir, Node: spec.Node, AuditLog: spec.AuditLog, PID: os.Getpid(), StartTicks: proc.StartTicks(os.Getpid())}
	if err := self.publish(); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(spec.Dir, "logs"), 0o700); err != nil {
		return fmt.Errorf("failed to make the folder of logs: %w", err)
	}
	group, node, err := startCluster(starting, spec, &self, out)
	if group != nil {
		defer group.Kill()
	}
	if err != nil {
		return err
	}
	programs, err := servePrograms(spec.Dir, node)
	if err != nil {
		return err
	}
	defer programs.stop()
	if err := self.publish(); err != nil {
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

func (i Info) publish() error { return writeJSON(filepath.Join(i.Dir, "supervisor.json"), i) }

// startCluster starts all programs of the cluster; the group it returns is to be killed at the end.
func startCluster(ctx context.Context, spec Spec, self *Info, out io.Writer) (*proc.Group, *inside, error) {
	logs := filepath.Join(spec.Dir, "logs")
	if spec.Node == nodeReal {
		group := proc.NewGroup(logs)
		node, err := startIsolated(ctx, group, spec, self, out)
		if err != nil {
			return group, nil, err
		}
		return group, node, LoadImages(spec.Dir, spec.Images)
	}
	for attempt := 1; ; attempt++ {
		group := proc.NewGroup(logs)
		err := startHere(ctx, group, spec, self, out)
		if err == nil || attempt == portAttempts || !strings.Contains(err.Error(), "address already in use") {
			return group, nil, err
		}
		fmt.Fprintln(out, "  a port that was free is not any more; starting again")
		group.Kill()
		if err := os.RemoveAll(filepath.Join(spec.Dir, "etcd")); err != nil {
			return group, nil, fmt.Errorf("failed to remove etcd's data: %w", err)
		}
	}
}

// startHere starts a control plane, with fake nodes if asked for, as plain processes.
func startHere(ctx context.Context, group *proc.Group, spec Spec, self *Info, out io.Writer) error {
	c := &ControlPlane{Spec: spec, Group: group, Out: out, Address: "127.0.0.1", Services: "10.96.0.0/16"}
	if err := c.Start(ctx); err != nil {
		return err
	}
	if err := c.createStorageClass(ctx); err != nil {
		return err
	}
	if spec.Node == nodeFake {
		if err := c.startFakeNodes(ctx); err != nil {
			return err
		}
	}
	if err := c.awaitDefaults(ctx); err != nil {
		return err
	}
	self.Kubeconfig, self.APIServer, self.Etcd = c.Kubeconfig, c.Server, c.etcdURL()
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
