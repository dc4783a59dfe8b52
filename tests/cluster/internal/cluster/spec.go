// Package cluster starts and stops whole clusters.
//
//	devcluster start ──► supervisor ──┬─ etcd, kube-apiserver, …, kwok        (--node fake)
//	                                  └─ init of new namespaces ── all of it,  (--node real)
//	                                     and containerd, kubelet, kube-proxy, CoreDNS
//
// The supervisor's end is the end of all that it started, however it comes.
package cluster

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
)

// Spec is what a cluster is asked to be.
type Spec struct {
	Name      string   `json:"name"`
	Node      string   `json:"node"`
	FakeNodes int      `json:"fakeNodes"`
	Images    []string `json:"images"`
	AuditLog  string   `json:"auditLog"`
	Dir       string   `json:"dir"`
	// Of a real node only.
	Net Network `json:"net"`
}

// Info is what a running cluster tells those who use it, as one line of JSON.
type Info struct {
	Name       string `json:"name"`
	Dir        string `json:"dir"`
	Node       string `json:"node"`
	Kubeconfig string `json:"kubeconfig"`
	APIServer  string `json:"apiserver"`
	PID        int    `json:"pid"`
	// StartTicks tells this process from a later one with the same number.
	StartTicks uint64 `json:"startTicks"`
}

var namePattern = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?$`)

// stateRoot is on a disk, not in memory: containers' file systems live there.
func stateRoot() string {
	if dir := os.Getenv("CODITECT_STATE"); dir != "" {
		return dir
	}
	if os.Geteuid() == 0 {
		return "/var/tmp/coditect"
	}
	return filepath.Join(os.TempDir(), "coditect-"+strconv.Itoa(os.Geteuid()))
}

func stateDir(name string) (string, error) {
	if !namePattern.MatchString(name) {
		return "", fmt.Errorf("--name %q: want at most 30 lower-case letters, digits and '-'", name)
	}
	return filepath.Join(stateRoot(), name), nil
}

// Running reads what the cluster of this name tells, if its supervisor is alive.
func Running(name string) (*Info, error) {
	dir, err := stateDir(name)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "supervisor.json"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read the state of cluster %s: %w", name, err)
	}
	info := &Info{}
	if err := json.Unmarshal(text, info); err != nil {
		return nil, fmt.Errorf("failed to parse the state of cluster %s: %w", name, err)
	}
	if info.StartTicks == 0 || startTicks(info.PID) != info.StartTicks {
		return nil, nil
	}
	return info, nil
}

// writeJSON replaces the file at once, so that a reader sees all of it or nothing.
func writeJSON(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("failed to encode %s: %w", path, err)
	}
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("failed to write %s: %w", path, err)
	}
	return os.Rename(path+".new", path)
}

// startTicks is when a process started, in clock ticks since boot; 0 if there is none or it has
// ended and only waits to be reaped.
func startTicks(pid int) uint64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The second field is the program's name and may hold anything but its last ')'.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 20 || fields[0] == "Z" {
		return 0
	}
	ticks, err := strconv.ParseUint(fields[19], 10, 64)
	if err != nil {
		return 0
	}
	return ticks
}

func kill(info *Info, signal syscall.Signal) {
	if startTicks(info.PID) == info.StartTicks {
		_ = syscall.Kill(info.PID, signal)
	}
}
