package e2e

import (
	"strings"
	"testing"
)

func TestFakeClustersRunSideBySideAndStopWithoutTrace(t *testing.T) {
	stateRoot(t)
	before := observe(t)
	a, b := start(t, "fake-a"), start(t, "fake-b", "--fake-nodes", "3")
	if nodes := b.kubectl(t, "get", "nodes", "-o", "name"); strings.Count(nodes, "node/") != 3 {
		t.Errorf("want 3 nodes, got %s", nodes)
	}
	for _, c := range []*cluster{a, b} {
		c.kubectl(t, "apply", "-f", "testdata/fake.yaml")
		c.kubectl(t, "wait", "pod/slots-0", "--for=create", "--timeout=60s")
		open := `[{"op":"remove","path":"/spec/schedulingGates"}]`
		c.kubectl(t, "patch", "pod", "slots-0", "--type=json", "-p", open)
		c.kubectl(t, "wait", "pod/slots-0", "--for=condition=Ready", "--timeout=60s")
		if ip := c.kubectl(t, "get", "pod", "slots-0", "-o", "jsonpath={.status.podIP}"); ip == "" {
			t.Error("the pod has no address")
		}
		c.kubectl(t, "wait", "pvc/data-slots-0", "--for=jsonpath={.status.phase}=Bound", "--timeout=60s")
		if phase := c.kubectl(t, "get", "pvc", "data-slots-1", "-o", "jsonpath={.status.phase}"); phase != "Pending" {
			t.Errorf("the volume of a slot that never ran is %s", phase)
		}
		// Deleted gracefully and made again, gated.
		c.kubectl(t, "delete", "pod", "slots-0", "--timeout=60s")
		c.kubectl(t, "wait", "pod/slots-0", "--for=create", "--timeout=60s")
	}
	if _, err := devcluster(t, "start", "--name", "fake-a"); err == nil {
		t.Error("a second cluster of the same name started")
	}
	if listed := must(t, "list"); strings.Count(listed, `"pid"`) != 2 {
		t.Errorf("list says %s", listed)
	}
	for _, c := range []*cluster{a, b} {
		running := observe(t, c)
		must(t, "stop", "--name", c.Name)
		mustBeGone(t, c, before, running, true)
		must(t, "stop", "--name", c.Name)
	}
}

func TestUsersMayDoWhatTheirRolesSay(t *testing.T) {
	stateRoot(t)
	c := start(t, "users", "--node", "none")
	config := must(t, "kubeconfig", "--name", c.Name, "--user", "ann", "--group", "readers")
	asAnn := []string{"kubectl", "--kubeconfig", config, "get", "pods"}
	if _, err := devcluster(t, asAnn...); err == nil {
		t.Error("a user without roles may list pods")
	}
	c.kubectl(t, "create", "clusterrolebinding", "readers", "--clusterrole=view", "--group=readers")
	eventually(t, func() string {
		out, err := devcluster(t, asAnn...)
		if err != nil {
			return out
		}
		return ""
	})
}

func TestProgramsEndWithTheCluster(t *testing.T) {
	stateRoot(t)
	before := observe(t)
	c := start(t, "programs", "--node", "none")
	run := func(program string) {
		must(t, "run", "--name", c.Name, "--program", program, "--env", "GREETING=hello", "--",
			"sh", "-c", "echo $GREETING; sleep 600; true")
	}
	run("first")
	if out, err := devcluster(t, "run", "--name", c.Name, "--program", "first", "--", "true"); err == nil {
		t.Errorf("two programs of one name run: %s", out)
	}
	must(t, "kill", "--name", c.Name, "--program", "first", "--signal", "KILL")
	run("first")
	run("second")
	eventually(t, func() string {
		if log := must(t, "logs", "--name", c.Name, "--program", "second"); log != "hello" {
			return "the log says " + log
		}
		return ""
	})
	running := observe(t, c)
	must(t, "stop", "--name", c.Name)
	mustBeGone(t, c, before, running, true)
}

func TestNothingOutlivesAKilledSupervisor(t *testing.T) {
	stateRoot(t)
	before := observe(t)
	c := start(t, "killed")
	must(t, "run", "--name", c.Name, "--program", "sleep", "--", "sleep", "600")
	running := observe(t, c)
	c.kill9(t)
	mustBeGone(t, c, before, running, false)
	must(t, "stop", "--name", c.Name)
	mustBeGone(t, c, before, running, true)
}

func TestAForegroundClusterEndsWithItsKilledHolder(t *testing.T) {
	stateRoot(t)
	before := observe(t)
	c := hold(t, "held")
	running := observe(t, c)
	if err := c.holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	mustBeGone(t, c, before, running, true)
}
