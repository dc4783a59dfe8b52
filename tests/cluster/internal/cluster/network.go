package cluster

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// Network is how a real node is reached: one veth pair between the machine and the node's own
// network namespace, and routes through it. It vanishes with that namespace.
type Network struct {
	Link     string `json:"link"`
	HostIP   string `json:"hostIP"`
	NodeIP   string `json:"nodeIP"`
	Pods     string `json:"pods"`
	Services string `json:"services"`
	DNS      string `json:"dns"`
}

// connect makes the first veth pair that is free, moves its end into the namespace of pid, and
// routes the node's pods and Services through it. Taking the name is what takes the addresses.
func connect(pid int) (Network, error) {
	var last error
	for i := range 100 {
		n := Network{
			Link:     fmt.Sprintf("coditect%d", i),
			HostIP:   fmt.Sprintf("10.213.%d.1", i),
			NodeIP:   fmt.Sprintf("10.213.%d.2", i),
			Pods:     fmt.Sprintf("10.214.%d.0/24", i),
			Services: fmt.Sprintf("10.215.%d.0/24", i),
			DNS:      fmt.Sprintf("10.215.%d.10", i),
		}
		if last = ip("link", "add", n.Link, "type", "veth", "peer", "name", "eth0", "netns", strconv.Itoa(pid)); last != nil {
			continue
		}
		for _, args := range [][]string{
			{"address", "add", n.HostIP + "/30", "dev", n.Link},
			{"link", "set", n.Link, "up"},
			{"route", "add", n.Pods, "via", n.NodeIP, "dev", n.Link},
			{"route", "add", n.Services, "via", n.NodeIP, "dev", n.Link},
		} {
			if err := ip(args...); err != nil {
				return n, err
			}
		}
		return n, nil
	}
	return Network{}, fmt.Errorf("found no free network for the node: %w", last)
}

// configure sets up the node's end, from within its namespace.
func (n Network) configure() error {
	for _, args := range [][]string{
		{"link", "set", "lo", "up"},
		{"address", "add", n.NodeIP + "/30", "dev", "eth0"},
		{"link", "set", "eth0", "up"},
		{"route", "add", "default", "via", n.HostIP},
		// What no Service takes must not go back and forth between here and the machine.
		{"rule", "add", "iif", "eth0", "to", n.Services, "unreachable"},
	} {
		if err := ip(args...); err != nil {
			return err
		}
	}
	return nil
}

func ip(args ...string) error {
	out, err := exec.Command("ip", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("failed to run ip %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
