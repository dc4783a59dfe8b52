package e2e

import (
	"strings"
	"testing"
)

func TestNetworkPoliciesAreEnforced(t *testing.T) {
	needRoot(t)
	stateRoot(t)
	c := start(t, "policies", "--node", "real", "--image", testImage(t))
	c.kubectl(t, "apply", "-f", "testdata/real.yaml")
	c.kubectl(t, "-n", "tried", "scale", "statefulset/app", "--replicas=3")
	c.kubectl(t, "-n", "tried", "rollout", "status", "statefulset/app", "--timeout=120s")
	address := func(pod string) string {
		return c.kubectl(t, "-n", "tried", "get", "pod", pod, "-o", "jsonpath={.status.podIP}")
	}
	// expect waits until what from gets when it asks for url has contains in it.
	expect := func(from, url, contains string) {
		t.Helper()
		eventually(t, func() string {
			got := ask(t, address(from), "/fetch", "url", url)
			if !strings.Contains(got, contains) {
				return from + " asks for " + url + ": got " + got + ", want " + contains + " in it"
			}
			return ""
		})
	}
	of := func(pod string) string { return "http://" + address(pod) + "/name" }
	const timeout = "deadline exceeded"

	expect("app-2", of("app-0"), "app-0")
	c.kubectl(t, "apply", "-f", "testdata/networkpolicy.yaml")
	expect("app-2", of("app-0"), timeout)
	expect("app-1", of("app-0"), "app-0")
	expect("app-0", of("app-1"), timeout)
	// By way of a Service it is the same: policies are about pods. So it is for the API server.
	expect("app-0", "http://app.tried.svc:8000/name", timeout)
	expect("app-0", "https://kubernetes.default.svc/readyz", timeout)
	expect("app-1", "https://kubernetes.default.svc/readyz", "certificate")
	expect("app-0", "http://169.254.169.254/", timeout)
	expect("app-2", of("app-1"), "app-1")
	c.kubectl(t, "-n", "tried", "delete", "networkpolicy", "app-0")
	expect("app-2", of("app-0"), "app-0")
	expect("app-0", of("app-1"), "app-1")
}
