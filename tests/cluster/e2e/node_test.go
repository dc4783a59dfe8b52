package e2e

import (
	"strings"
	"testing"
)

func TestANodeThatLosesPowerComesBackWithItsVolumes(t *testing.T) {
	needRoot(t)
	stateRoot(t)
	c := start(t, "power", "--node", "real", "--image", testImage(t), "--node-monitor-grace-period", "15s")
	c.kubectl(t, "apply", "-f", "testdata/real.yaml")
	c.kubectl(t, "-n", "tried", "rollout", "status", "statefulset/app", "--timeout=120s")
	answers := func(what, want, path string) {
		t.Helper()
		eventually(t, func() string {
			// It gets another address when it comes back.
			pod := c.kubectl(t, "-n", "tried", "get", "pod", "app-0", "-o", "jsonpath={.status.podIP}")
			if got := ask(t, pod, path, "", ""); !strings.Contains(got, want) {
				return what + ": got " + got + ", want " + want + " in it"
			}
			return ""
		})
	}
	answers("a pod writes to its volume", "written", "/write")
	must(t, "node", "stop", "--name", c.Name)
	pod := c.kubectl(t, "-n", "tried", "get", "pod", "app-0", "-o", "jsonpath={.status.podIP}")
	if got := ask(t, pod, "/name", "", ""); got == "app-0" {
		t.Error("a pod runs on without its node")
	}
	c.kubectl(t, "wait", "nodes", "--all", "--for=condition=Ready=Unknown", "--timeout=60s")
	must(t, "node", "start", "--name", c.Name)
	c.kubectl(t, "wait", "nodes", "--all", "--for=condition=Ready", "--timeout=60s")
	answers("the pod reads its volume", "written", "/read")
	if out, err := devcluster(t, "node", "start", "--name", c.Name); err == nil || !strings.Contains(out, "the node runs") {
		t.Errorf("a second start says %q", out)
	}
}
