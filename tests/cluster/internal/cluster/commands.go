package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"coditect.ai/cluster/internal/certs"
)

const (
	nodeFake = "fake"
	nodeReal = "real"
	nodeNone = "none"
)

// Commands are those that start, stop and use clusters.
func Commands() []*cobra.Command {
	return []*cobra.Command{startCommand(), stopCommand(), kubeconfigCommand(), loadCommand(), initCommand(), insideCommand()}
}

func startCommand() *cobra.Command {
	var spec Spec
	var foreground, detached bool
	var timeout time.Duration
	command := &cobra.Command{
		Use:   "start",
		Short: "Start a cluster; prints one line of JSON when it can be used",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := complete(&spec); err != nil {
				return err
			}
			if foreground {
				return startForeground(spec, timeout, detached, command.OutOrStdout())
			}
			return startDetached(spec, timeout, command.OutOrStdout())
		},
	}
	flags := command.Flags()
	flags.StringVar(&spec.Name, "name", "dev", "name of the cluster")
	flags.StringVar(&spec.Node, "node", nodeFake, "fake: kwok plays the nodes; real: one node whose pods run; none")
	flags.IntVar(&spec.FakeNodes, "fake-nodes", 1, "how many fake nodes")
	flags.StringArrayVar(&spec.Images, "image", nil, "image archive to load into the real node")
	flags.StringVar(&spec.AuditLog, "audit-log", "", "file for kube-apiserver's audit log, at level Metadata")
	flags.BoolVar(&foreground, "foreground", false, "stay, and stop at SIGTERM or when standard input ends")
	flags.BoolVar(&detached, "detached", false, "with --foreground: ignore standard input")
	flags.DurationVar(&timeout, "timeout", 2*time.Minute, "how long the start may take")
	_ = flags.MarkHidden("detached")
	return command
}

func complete(spec *Spec) error {
	running, err := Running(spec.Name)
	if err != nil {
		return err
	}
	if running != nil {
		return fmt.Errorf("cluster %s runs already (process %d); stop it with: devcluster stop --name %s", spec.Name, running.PID, spec.Name)
	}
	if spec.Dir, err = stateDir(spec.Name); err != nil {
		return err
	}
	switch spec.Node {
	case nodeFake, nodeNone:
		return nil
	case nodeReal:
		if os.Geteuid() != 0 {
			return fmt.Errorf("--node real needs root: it makes namespaces and runs containers; use --node fake")
		}
		return nil
	}
	return fmt.Errorf("--node %q: want fake, real or none", spec.Node)
}

func startForeground(spec Spec, timeout time.Duration, detached bool, out io.Writer) error {
	ctx, cancel := untilStopped(!detached)
	defer cancel()
	starting := time.AfterFunc(timeout, cancel)
	return supervise(ctx, spec, os.Stderr, func(info Info) error {
		starting.Stop()
		return json.NewEncoder(out).Encode(info)
	})
}

// startDetached starts a supervisor in a session of its own, shows what it says until it is ready,
// and leaves it.
func startDetached(spec Spec, timeout time.Duration, out io.Writer) error {
	log, err := os.CreateTemp("", "devcluster-*.log")
	if err != nil {
		return fmt.Errorf("failed to make a log file: %w", err)
	}
	defer os.Remove(log.Name())
	args := append(os.Args[1:], "--foreground", "--detached")
	supervisor := exec.Command("/proc/self/exe", args...)
	supervisor.Stderr = log
	supervisor.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	line, err := supervisor.StdoutPipe()
	if err != nil {
		return fmt.Errorf("failed to make a pipe: %w", err)
	}
	if err := supervisor.Start(); err != nil {
		return fmt.Errorf("failed to start the supervisor: %w", err)
	}
	stop := follow(log.Name(), os.Stderr)
	decoded := json.NewDecoder(line)
	var info Info
	err = decoded.Decode(&info)
	stop()
	if err != nil {
		return fmt.Errorf("the cluster did not start: %w", supervisor.Wait())
	}
	return json.NewEncoder(out).Encode(info)
}

// follow copies what is appended to a file, until the returned function is called.
func follow(path string, out io.Writer) func() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		file, err := os.Open(path)
		if err != nil {
			return
		}
		defer file.Close()
		for ctx.Err() == nil {
			_, _ = io.Copy(out, file)
			time.Sleep(50 * time.Millisecond)
		}
		_, _ = io.Copy(out, file)
	}()
	return func() { cancel(); <-done }
}

func stopCommand() *cobra.Command {
	var name string
	command := &cobra.Command{
		Use:   "stop",
		Short: "Stop a cluster and remove all that is left of it",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return stop(name) },
	}
	command.Flags().StringVar(&name, "name", "dev", "name of the cluster")
	return command
}

func stop(name string) error {
	dir, err := stateDir(name)
	if err != nil {
		return err
	}
	info, err := Running(name)
	if err != nil {
		return err
	}
	if info != nil {
		kill(info, syscall.SIGTERM)
		for deadline := time.Now().Add(30 * time.Second); startTicks(info.PID) == info.StartTicks; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(deadline) {
				kill(info, syscall.SIGKILL)
			}
		}
	}
	return cleanUp(dir)
}

func kubeconfigCommand() *cobra.Command {
	var name, user string
	var groups []string
	command := &cobra.Command{
		Use:   "kubeconfig",
		Short: "Issue a client certificate for a user; prints the path of a kubeconfig",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			info, err := Running(name)
			if err != nil {
				return err
			}
			if info == nil {
				return fmt.Errorf("cluster %s does not run; start it with: devcluster start --name %s", name, name)
			}
			authority, err := certs.OpenAuthority(info.Dir)
			if err != nil {
				return err
			}
			path, err := authority.Kubeconfig("user-"+filepath.Base(user), info.APIServer, user, groups...)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(command.OutOrStdout(), path)
			return err
		},
	}
	command.Flags().StringVar(&name, "name", "dev", "name of the cluster")
	command.Flags().StringVar(&user, "user", "admin", "name of the user")
	command.Flags().StringArrayVar(&groups, "group", nil, "group of the user; system:masters may do everything")
	return command
}

func loadCommand() *cobra.Command {
	var name string
	command := &cobra.Command{
		Use:   "load FILE...",
		Short: "Load image archives into the real node of a cluster",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			info, err := Running(name)
			if err != nil {
				return err
			}
			if info == nil || info.Node != nodeReal {
				return fmt.Errorf("no cluster %s with a real node runs", name)
			}
			return LoadImages(info.Dir, files)
		},
	}
	command.Flags().StringVar(&name, "name", "dev", "name of the cluster")
	return command
}

// LoadImages imports archives into the containerd of a real node.
func LoadImages(dir string, files []string) error {
	for _, file := range files {
		var out bytes.Buffer
		ctr := exec.Command("ctr", "--address", filepath.Join(dir, "containerd.sock"), "--namespace", "k8s.io", "images", "import", file)
		ctr.Stdout, ctr.Stderr = &out, &out
		if err := ctr.Run(); err != nil {
			return fmt.Errorf("failed to load %s: %w\n%s", file, err, out.String())
		}
	}
	return nil
}
