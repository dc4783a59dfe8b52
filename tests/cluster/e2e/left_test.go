package e2e

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// machine is what a cluster could leave behind. Other clusters may come and go meanwhile, so of
// each list only that is looked at which is this cluster's or new and nobody's.
type machine struct {
	iptables  string
	volumes   string
	link      string         // index of the cluster's interface: another may get its name
	processes map[int]string // of the cluster: number → start and name
}

// observe is called with the cluster running, when there is one, to know its processes.
func observe(t *testing.T, clusters ...*cluster) machine {
	t.Helper()
	m := machine{processes: map[int]string{}}
	rules, _ := exec.Command("iptables-save").Output()
	m.iptables = withoutCounters(string(rules))
	volumes, _ := filepath.Glob("/tmp/hostpath_pv/*")
	m.volumes = strings.Join(volumes, " ")
	parents := map[int]int{}
	started := map[int]string{}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil {
			parents[pid], started[pid] = stat(pid)
		}
	}
	for _, c := range clusters {
		m.link = linkIndex(c)
		for pid := range parents {
			for up := pid; up > 1; up = parents[up] {
				if up == c.PID {
					m.processes[pid] = started[pid]
				}
			}
		}
	}
	return m
}

// linkIndex is the index of the interface that has the name of the cluster's; empty if none has.
func linkIndex(c *cluster) string {
	if c.Network.Link == "" {
		return ""
	}
	index, _ := os.ReadFile("/sys/class/net/" + c.Network.Link + "/ifindex")
	return strings.TrimSpace(string(index))
}

// withoutCounters drops the packets counted and the times written.
func withoutCounters(rules string) string {
	var kept []string
	for _, line := range strings.Split(rules, "\n") {
		if !strings.HasPrefix(line, "#") {
			line, _, _ = strings.Cut(line, " [")
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// stat reads a process's parent, and its start with its name.
func stat(pid int) (int, string) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, ""
	}
	end := strings.LastIndexByte(string(text), ')')
	fields := strings.Fields(string(text[end+1:]))
	if fields[0] == "Z" {
		return 0, ""
	}
	parent, _ := strconv.Atoi(fields[1])
	return parent, fields[19] + string(text[:end+1])
}

// mustBeGone fails unless all processes, mounts, interfaces, rules and control groups of a cluster
// vanish. running was observed while the cluster ran, before without it.
func mustBeGone(t *testing.T, c *cluster, before, running machine, stopped bool) {
	t.Helper()
	if len(running.processes) < 5 {
		t.Fatalf("saw only %d processes of the running cluster", len(running.processes))
	}
	eventually(t, func() string { return left(t, c, before, running, stopped) })
}

func left(t *testing.T, c *cluster, before, running machine, stopped bool) string {
	for pid, was := range running.processes {
		if _, is := stat(pid); is == was {
			return fmt.Sprintf("process %d still lives: %s", pid, was)
		}
	}
	now := observe(t)
	if now.iptables != before.iptables {
		return "iptables rules changed:\n" + now.iptables
	}
	if now.volumes != before.volumes {
		return "volumes are left: " + now.volumes
	}
	tables, _ := filepath.Glob("/proc/[0-9]*/mountinfo")
	for _, table := range tables {
		if text, _ := os.ReadFile(table); strings.Contains(string(text), c.Dir) {
			return table + " still has a mount of the cluster"
		}
	}
	if index := running.link; index != "" && linkIndex(c) == index {
		// Routes cannot outlive their interface.
		return "interface " + c.Network.Link + " is left"
	}
	if !stopped {
		return ""
	}
	group := fmt.Sprintf("coditect-%s-%.6x", c.Name, sha256.Sum256([]byte(c.Dir)))
	groups, _ := filepath.Glob("/sys/fs/cgroup/*/" + group)
	unified, _ := filepath.Glob("/sys/fs/cgroup/" + group)
	if all := append(groups, unified...); len(all) > 0 {
		return fmt.Sprint("control groups are left: ", all)
	}
	if _, err := os.Stat(c.Dir); err == nil {
		return "the state folder is left"
	}
	return ""
}
