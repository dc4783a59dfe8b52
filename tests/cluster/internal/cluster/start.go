package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

const startHelp = `Starts a cluster, says on standard error what is being waited for, and prints one line of JSON
on standard output when the cluster can be used.

Without --foreground the cluster runs on until "devcluster stop". With it, it ends with this
process, which ends at SIGTERM, SIGINT and at the end of standard input: whoever holds the other
end of that pipe takes the cluster with it, even by kill -9.`

const startExample = `  devcluster start --name dev --node real --image combined.tar
  devcluster start --name t1 --foreground --fake-nodes 3 < pipe`

func startCommand() *cobra.Command {
	var spec Spec
	var foreground, detached bool
	var timeout time.Duration
	command := &cobra.Command{
		Use: "start", Short: "Start a cluster", Long: startHelp, Example: startExample,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := complete(&spec); err != nil {
				return err
			}
			if foreground {
				return startForeground(spec, timeout, detached, command.OutOrStdout())
			}
			return startDetached(command.OutOrStdout())
		},
	}
	nameFlag(command, &spec.Name)
	flags := command.Flags()
	flags.StringVar(&spec.Node, "node", nodeFake, "fake: kwok plays the nodes; real: one node whose pods run (needs root); none")
	flags.IntVar(&spec.FakeNodes, "fake-nodes", 1, "how many fake nodes")
	flags.StringArrayVar(&spec.Images, "image", nil, "image archive to load into the real node (may be repeated)")
	flags.StringVar(&spec.AuditLog, "audit", "", "keep kube-apiserver's audit log, at level Metadata: in logs/audit.log of the cluster's folder, or appended to --audit=FILE")
	flags.Lookup("audit").NoOptDefVal = auditInDir
	flags.IntVar(&spec.ControllerQPS, "controller-qps", 500, "requests a second that each controller of kube-controller-manager may make")
	flags.IntVar(&spec.ControllerBurst, "controller-burst", 1000, "requests that such a controller may make at once")
	// A machine busy with builds must not look like a dead node.
	flags.DurationVar(&spec.ClaimSync, "pvclaimbinder-sync-period", 15*time.Second, "how often all volume claims are looked at; each look is an event for every claim whose pod has never run")
	flags.DurationVar(&spec.NodeGrace, "node-monitor-grace-period", 4*time.Minute, "how long a node may be silent before it counts as lost")
	flags.BoolVar(&foreground, "foreground", false, "stay, and stop at SIGTERM, SIGINT or the end of standard input")
	flags.BoolVar(&detached, "detached", false, "with --foreground: ignore standard input")
	flags.DurationVar(&timeout, "timeout", 2*time.Minute, "how long the start may take")
	_ = flags.MarkHidden("detached")
	command.SetFlagErrorFunc(flagError)
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
	if err := completeAudit(spec); err != nil {
		return err
	}
	switch spec.Node {
	case nodeFake, nodeNone:
		if len(spec.Images) > 0 {
			return errors.New("--image needs --node real: other nodes run nothing")
		}
		return nil
	case nodeReal:
		return realNodePossible()
	}
	return fmt.Errorf("--node %q: want fake, real or none", spec.Node)
}

// auditInDir is what --audit without a file stands for.
const auditInDir = "."

// completeAudit finds the file of the audit log. Several clusters may append to one.
func completeAudit(spec *Spec) error {
	switch spec.AuditLog {
	case "":
		return nil
	case auditInDir:
		spec.AuditLog = filepath.Join(spec.Dir, "logs", "audit.log")
		return nil
	}
	file, err := filepath.Abs(spec.AuditLog)
	if err != nil {
		return fmt.Errorf("failed to find the audit log: %w", err)
	}
	spec.AuditLog = file
	for _, folder := range covered {
		if spec.Node == nodeReal && strings.HasPrefix(file, folder+"/") {
			return fmt.Errorf("--audit=%s: a real node has a %s of its own; name a file elsewhere", file, folder)
		}
	}
	return nil
}

// realNodePossible says what is missing before anything is started.
func realNodePossible() error {
	if os.Geteuid() != 0 {
		return errors.New("--node real needs root: it makes namespaces and runs containers; use --node fake")
	}
	for _, program := range []string{"containerd", "ctr", "runc", "ip", "iptables"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("--node real needs %s; install it with tests/cluster/install-deps.sh", program)
		}
	}
	return nil
}

func startForeground(spec Spec, timeout time.Duration, detached bool, out io.Writer) error {
	ctx, cancel := untilStopped(!detached)
	defer cancel()
	starting, done := context.WithTimeout(ctx, timeout)
	defer done()
	return supervise(ctx, starting, spec, os.Stderr, func(info Info) error {
		return json.NewEncoder(out).Encode(info)
	})
}

// startDetached starts a supervisor in a session of its own, shows what it says until it is ready,
// and leaves it.
func startDetached(out io.Writer) error {
	ctx, cancel := untilStopped(false)
	defer cancel()
	// A file, not a pipe: the supervisor writes on after this process has gone.
	log, err := os.CreateTemp("", "devcluster-*.log")
	if err != nil {
		return fmt.Errorf("failed to make a log file: %w", err)
	}
	defer log.Close()
	defer os.Remove(log.Name())
	supervisor := exec.Command("/proc/self/exe", append(os.Args[1:], "--foreground", "--detached")...)
	supervisor.Stderr = log
	supervisor.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	line, err := supervisor.StdoutPipe()
	if err != nil {
		return fmt.Errorf("failed to make a pipe: %w", err)
	}
	if err := supervisor.Start(); err != nil {
		return fmt.Errorf("failed to start the supervisor: %w", err)
	}
	stopAtSignal := context.AfterFunc(ctx, func() { _ = supervisor.Process.Signal(syscall.SIGTERM) })
	defer stopAtSignal()
	stop := follow(log.Name(), os.Stderr)
	ready, err := bufio.NewReader(line).ReadBytes('\n')
	if err != nil {
		// What it died of is on standard error by now.
		failed := supervisor.Wait()
		stop()
		return fmt.Errorf("the cluster did not start: %w", failed)
	}
	stop()
	_, err = out.Write(ready)
	return err
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
