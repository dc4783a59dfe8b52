package e2e

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// event is what those who read an audit log want of it.
type event struct {
	Verb string
	User struct{ Username string }

	ObjectRef struct{ Resource, Subresource, Namespace, Name, APIGroup string }
}

func TestTheAuditLogSaysWhoDidWhatToWhich(t *testing.T) {
	stateRoot(t)
	shared := filepath.Join(t.TempDir(), "audit.jsonl")
	a := start(t, "audit-a", "--audit")
	if !strings.HasPrefix(a.AuditLog, a.Dir+"/") {
		t.Errorf("start says that the audit log is %q", a.AuditLog)
	}
	b := start(t, "audit-b", "--audit="+shared)
	for _, c := range []*cluster{a, b} {
		config := must(t, "kubeconfig", "--name", c.Name, "--user", "clerk", "--group", "system:masters")
		must(t, "kubectl", "--kubeconfig", config, "create", "configmap", "asked", "--from-literal=secret=hidden")
		must(t, "kubectl", "--kubeconfig", config, "patch", "node", "fake-0", "--subresource=status", "-p", `{"status":{}}`)
		mustBeAudited(t, c.AuditLog, func(e event) bool {
			return e.User.Username == "clerk" && e.Verb == "create" && e.ObjectRef.Resource == "configmaps" &&
				e.ObjectRef.Namespace == "default" && e.ObjectRef.Name == "asked"
		})
		mustBeAudited(t, c.AuditLog, func(e event) bool {
			return e.User.Username == "clerk" && e.Verb == "patch" && e.ObjectRef.Subresource == "status" && e.ObjectRef.Name == "fake-0"
		})
		if text, _ := os.ReadFile(c.AuditLog); strings.Contains(string(text), "hidden") {
			t.Error("the audit log has what was written, not only that something was")
		}
	}
	must(t, "stop", "--name", b.Name)
	if _, err := os.Stat(shared); err != nil {
		t.Errorf("a file that was named is gone with its cluster: %v", err)
	}
}

func mustBeAudited(t *testing.T, log string, wanted func(event) bool) {
	t.Helper()
	file, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%v: %s", err, lines.Text())
		}
		if wanted(e) {
			return
		}
	}
	t.Errorf("the audit log %s lacks an event", log)
}

func TestTheAPIServerChecksTokensAndAdmitsAsAnywhere(t *testing.T) {
	stateRoot(t)
	c := start(t, "admission", "--node", "none")
	c.kubectl(t, "create", "serviceaccount", "robot")
	token := c.kubectl(t, "create", "token", "robot", "--audience", "coditect", "--duration", "10m")
	review := `{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"` + token + `","audiences":["AUDIENCE"]}}`
	for audience, want := range map[string]string{"coditect": "true", "another": ""} {
		file := filepath.Join(t.TempDir(), "review.json")
		if err := os.WriteFile(file, []byte(strings.Replace(review, "AUDIENCE", audience, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := c.kubectl(t, "create", "-f", file, "-o", "jsonpath={.status.authenticated}"); got != want {
			t.Errorf("a token for coditect, reviewed for %s: authenticated %q, want %q", audience, got, want)
		}
	}
	c.kubectl(t, "apply", "-f", "testdata/admission.yaml")
	refused := func(what, because string, args ...string) {
		t.Helper()
		// A policy is in force when the API server has compiled it.
		eventually(t, func() string {
			out, err := devcluster(t, append([]string{"kubectl", "--kubeconfig", c.Kubeconfig}, args...)...)
			if err == nil || !strings.Contains(out, because) {
				return what + ": want a refusal with " + because + " in it, got " + out
			}
			return ""
		})
	}
	refused("a pod that runs as anybody", "violates PodSecurity", "-n", "restricted", "run", "pod", "--image=any", "--dry-run=server")
	refused("a name that a policy forbids", "must not be called bad", "create", "configmap", "bad", "--dry-run=server")
	c.kubectl(t, "create", "configmap", "good", "--dry-run=server")
}
