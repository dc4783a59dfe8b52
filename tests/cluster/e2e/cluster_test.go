// Package e2e tries devcluster as its users do: the built binary, whole clusters, and what is left
// of them. DEVCLUSTER says which binary: DEVCLUSTER=$(../build.sh) go test ./e2e
package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cluster is a running one.
type cluster struct {
	Name, Dir, Kubeconfig, APIServer, AuditLog string
	PID                                        int
	Network                                    struct{ Link, NodeIP, DNS string }

	holder *exec.Cmd // of a cluster in the foreground: has the other end of its standard input
}

func binary(t *testing.T) string {
	t.Helper()
	path := os.Getenv("DEVCLUSTER")
	if path == "" {
		t.Skip("SKIPPED, NOTHING IS PROVEN: set DEVCLUSTER=$(tests/cluster/build.sh)")
	}
	return path
}

// stateRoot gives the test a state root of its own; clusters of other tests and people stay apart.
func stateRoot(t *testing.T) {
	t.Helper()
	root, err := os.MkdirTemp("/var/tmp", "devcluster-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("CODITECT_STATE", root)
	t.Cleanup(func() { _ = os.RemoveAll(root) })
}

func devcluster(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(binary(t), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil {
		return errs.String(), err
	}
	return out.String(), nil
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := devcluster(t, args...)
	if err != nil {
		t.Fatalf("devcluster %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(out)
}

func parse(t *testing.T, line string) *cluster {
	t.Helper()
	c := &cluster{}
	if err := json.Unmarshal([]byte(line), c); err != nil {
		t.Fatalf("start printed %q: %v", line, err)
	}
	return c
}

// start starts a detached cluster that the test's end stops.
func start(t *testing.T, name string, args ...string) *cluster {
	t.Helper()
	began := time.Now()
	c := parse(t, must(t, append([]string{"start", "--name", name}, args...)...))
	t.Cleanup(func() { _, _ = devcluster(t, "stop", "--name", name) })
	t.Logf("%s started in %.1fs", name, time.Since(began).Seconds())
	return c
}

// hold starts a cluster in the foreground whose standard input another process holds.
func hold(t *testing.T, name string, args ...string) *cluster {
	t.Helper()
	stdin, held, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	holder := exec.Command("sleep", "600")
	holder.Stdout = held
	supervisor := exec.Command(binary(t), append([]string{"start", "--foreground", "--name", name}, args...)...)
	supervisor.Stdin = stdin
	stdout, err := supervisor.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	for _, cmd := range []*exec.Cmd{holder, supervisor} {
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	}
	held.Close()
	stdin.Close()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("no cluster: %v", err)
	}
	c := parse(t, line)
	c.holder = holder
	return c
}

// kubectl runs kubectl as the administrator.
func (c *cluster) kubectl(t *testing.T, args ...string) string {
	t.Helper()
	return must(t, append([]string{"kubectl", "--kubeconfig", c.Kubeconfig}, args...)...)
}

// kill9 kills the supervisor and nothing else.
func (c *cluster) kill9(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(c.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// eventually asks until nothing is wrong.
func eventually(t *testing.T, wrong func() string) {
	t.Helper()
	last := ""
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if last = wrong(); last == "" {
			return
		}
	}
	t.Fatal(last)
}
