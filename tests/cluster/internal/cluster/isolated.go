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
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"coditect.ai/cluster/internal/proc"
)

// startIsolated starts the whole cluster in namespaces of its own. Their first process takes every
// other with it when it ends; mounts, interfaces and iptables rules go with the namespaces.
func startIsolated(ctx context.Context, group *proc.Group, spec Spec, self *Info, out io.Writer) (*inside, error) {
	start, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("failed to make a pipe: %w", err)
	}
	ready, done, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("failed to make a pipe: %w", err)
	}
	init := exec.Command("/proc/self/exe", "init")
	init.Stdin = start
	init.ExtraFiles = []*os.File{done}
	init.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS,
	}
	program, err := group.Start("node", init)
	start.Close()
	done.Close()
	if err != nil {
		return nil, err
	}
	// The inside obeys no context but its end; killing its first process ends it.
	defer context.AfterFunc(ctx, func() { _ = program.Signal(syscall.SIGKILL) })()
	if spec.Net, err = connect(program.Pid()); err != nil {
		return nil, err
	}
	link := &inside{requests: json.NewEncoder(write), answers: bufio.NewScanner(ready)}
	if err := link.requests.Encode(spec); err != nil {
		return nil, fmt.Errorf("failed to tell the node what to be: %w", err)
	}
	// What the inside says of its progress, then one line of JSON, or its end.
	for link.answers.Scan() {
		if json.Unmarshal(link.answers.Bytes(), self) == nil {
			self.Net = &spec.Net
			return link, nil
		}
		fmt.Fprintln(out, link.answers.Text())
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("the node did not become ready in time: %w", ctx.Err())
	}
	return nil, <-group.Failed()
}

// initCommand is the first process of the namespaces. It only reaps, so that the one it starts,
// which knows its own children, may wait for them as any program does.
func initCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "init",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			inside := exec.Command("/proc/self/exe", "inside")
			inside.Stdin, inside.Stdout, inside.Stderr = os.Stdin, os.Stdout, os.Stderr
			inside.ExtraFiles = []*os.File{os.NewFile(3, "ready")}
			if err := inside.Start(); err != nil {
				return fmt.Errorf("failed to start the inside of the cluster: %w", err)
			}
			signals := make(chan os.Signal, 1)
			signal.Notify(signals, syscall.SIGTERM)
			go func() {
				for range signals {
					_ = syscall.Kill(inside.Process.Pid, syscall.SIGTERM)
				}
			}()
			return reapUntil(inside.Process.Pid)
		},
	}
}

func reapUntil(pid int) error {
	for {
		var status syscall.WaitStatus
		ended, err := syscall.Wait4(-1, &status, 0, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return fmt.Errorf("failed to wait for a process: %w", err)
		}
		if ended == pid {
			if status.ExitStatus() != 0 {
				return fmt.Errorf("the inside of the cluster ended: status %d", status.ExitStatus())
			}
			return nil
		}
	}
}

// insideCommand is the cluster itself, seen from inside its namespaces.
func insideCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "inside",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
			defer cancel()
			var spec Spec
			requests := json.NewDecoder(os.Stdin)
			if err := requests.Decode(&spec); err != nil {
				return fmt.Errorf("failed to read what the cluster should be: %w", err)
			}
			group := proc.NewGroup(filepath.Join(spec.Dir, "logs"))
			defer group.Stop()
			ready := os.NewFile(3, "ready")
			node, info, err := startInside(ctx, group, spec, ready)
			if err != nil {
				return err
			}
			if err := json.NewEncoder(ready).Encode(info); err != nil {
				return fmt.Errorf("failed to say that the cluster is ready: %w", err)
			}
			// What it says from now on are answers only.
			node.Out = io.Discard
			go obey(ctx, node, requests, json.NewEncoder(ready))
			select {
			case <-ctx.Done():
				return nil
			case err := <-group.Failed():
				return err
			}
		},
	}
}
