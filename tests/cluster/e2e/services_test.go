package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestThisMachineReachesServicesByNodePortAndByAForwardedPort(t *testing.T) {
	needRoot(t)
	stateRoot(t)
	c := start(t, "services", "--node", "real", "--image", testImage(t))
	listen := freeAddress(t)
	// The Service need not be there first.
	forwarder := struct{ Program string }{}
	line := must(t, "forward", "--name", c.Name, "--listen", listen, "tried/app:8000")
	if err := json.Unmarshal([]byte(line), &forwarder); err != nil {
		t.Fatalf("forward printed %q: %v", line, err)
	}
	c.kubectl(t, "apply", "-f", "testdata/real.yaml")
	c.kubectl(t, "-n", "tried", "patch", "service", "app", "-p", `{"spec":{"type":"LoadBalancer"}}`)
	c.kubectl(t, "-n", "tried", "rollout", "status", "statefulset/app", "--timeout=120s")
	nodePort := c.kubectl(t, "-n", "tried", "get", "service", "app", "-o", "jsonpath={.spec.ports[0].nodePort}")
	for what, host := range map[string]string{
		"a node port": net.JoinHostPort(c.Network.NodeIP, nodePort), "a forwarded port": listen,
	} {
		eventually(t, func() string {
			if got := ask(t, host, "/name", "", ""); !strings.HasPrefix(got, "app-") {
				return what + " answers " + got
			}
			return ""
		})
	}
	mustEcho(t, listen)
	if out, err := devcluster(t, "forward", "--name", c.Name, "--listen", listen, "tried/app:8000"); err == nil {
		t.Errorf("a port that is taken was forwarded: %s", out)
	}
	must(t, "kill", "--name", c.Name, "--program", forwarder.Program)
	if connection, err := net.Dial("tcp", listen); err == nil {
		connection.Close()
		t.Error("the port is still forwarded after the forwarder was killed")
	}
}

// mustEcho speaks and hears on one connection in turn, as a WebSocket does.
func mustEcho(t *testing.T, host string) {
	t.Helper()
	connection, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprintf(connection, "GET /upgrade HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n", host)
	reader := bufio.NewReader(connection)
	response, err := http.ReadResponse(reader, nil)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("the upgrade was answered with %v (%v)", response, err)
	}
	for _, word := range []string{"one\n", "two\n"} {
		fmt.Fprint(connection, word)
		if got, err := reader.ReadString('\n'); got != word {
			t.Fatalf("got %q (%v), want %q", got, err, word)
		}
	}
}

// freeAddress is one of this machine that nobody listens on now.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
