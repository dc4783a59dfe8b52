package e2e

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coditect.ai/cluster/internal/image"
)

// testImage builds the program that the pods run and puts it into an archive.
func testImage(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "app")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./app")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("failed to build the app: %v\n%s", err, out)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	archive := program + ".tar"
	if err := image.Write(archive, "coditect.ai/test-app:1", content); err != nil {
		t.Fatal(err)
	}
	return archive
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED, NOTHING IS PROVEN: a real node needs root")
	}
}

// ask gets http://HOST/PATH?KEY=VALUE.
func ask(t *testing.T, host, path, key, value string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	address := url.URL{Scheme: "http", Host: host, Path: path, RawQuery: url.Values{key: {value}}.Encode()}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(body))
}

func TestPodsOfARealNodeRunAndNothingOutlivesAKilledSupervisor(t *testing.T) {
	needRoot(t)
	stateRoot(t)
	before := observe(t)
	c := start(t, "real", "--node", "real", "--image", testImage(t))
	began := time.Now()
	c.kubectl(t, "apply", "-f", "testdata/real.yaml")
	c.kubectl(t, "-n", "tried", "rollout", "status", "statefulset/app", "--timeout=120s")
	t.Logf("pods were ready after %.1fs", time.Since(began).Seconds())
	get := func(kind, name, path string) string {
		return c.kubectl(t, "-n", "tried", "get", kind, name, "-o", "jsonpath={"+path+"}")
	}
	pod := get("pod", "app-0", ".status.podIP")
	service := get("service", "app", ".spec.clusterIP")
	answers := func(what, contains, host, path, key, value string) {
		t.Helper()
		// Names and addresses of Services follow their pods within a second or two.
		eventually(t, func() string {
			if got := ask(t, host, path, key, value); !strings.Contains(got, contains) {
				return what + ": got " + got + ", want " + contains + " in it"
			}
			return ""
		})
	}
	answers("the machine asks a pod", "app-0", pod, "/name", "", "")
	answers("the machine asks a Service", "app-", service+":8000", "/name", "", "")
	answers("a pod finds a Service", service, pod, "/lookup", "host", "app")
	answers("a pod finds a pod", pod, pod, "/lookup", "host", "app-0.each.tried.svc.cluster.local")
	answers("a pod asks a Service", "app-", pod, "/fetch", "url", "http://app.tried.svc:8000/name")
	answers("a pod asks another", "app-1", pod, "/fetch", "url", "http://app-1.each/name")
	answers("a pod writes to its volume", "written", pod, "/write", "", "")
	if log := c.kubectl(t, "-n", "tried", "logs", "app-0"); !strings.Contains(log, "as user 10001") {
		t.Errorf("the log from the node is %q", log)
	}
	c.kubectl(t, "-n", "tried", "delete", "pod", "app-0", "--timeout=120s")
	c.kubectl(t, "-n", "tried", "rollout", "status", "statefulset/app", "--timeout=120s")
	answers("the pod's successor reads the volume", "written", get("pod", "app-0", ".status.podIP"), "/read", "", "")
	running := observe(t, c)
	c.kill9(t)
	mustBeGone(t, c, before, running, false)
	must(t, "stop", "--name", c.Name)
	mustBeGone(t, c, before, running, true)
}

func TestRealClustersRunSideBySideAndStopWithoutTrace(t *testing.T) {
	needRoot(t)
	stateRoot(t)
	before := observe(t)
	archive := testImage(t)
	clusters := []*cluster{start(t, "real-a", "--node", "real"), hold(t, "real-b", "--node", "real")}
	for _, c := range clusters {
		must(t, "load", "--name", c.Name, archive)
		c.kubectl(t, "apply", "-f", "testdata/real.yaml")
		c.kubectl(t, "-n", "tried", "rollout", "status", "statefulset/app", "--timeout=120s")
	}
	first, second := observe(t, clusters[0]), observe(t, clusters[1])
	must(t, "stop", "--name", clusters[0].Name)
	mustBeGone(t, clusters[0], before, first, true)
	clusters[1].kubectl(t, "get", "nodes")
	if err := clusters[1].holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	mustBeGone(t, clusters[1], before, second, true)
}
