package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"text/template"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"

	"coditect.ai/cluster/internal/image"
	"coditect.ai/cluster/internal/proc"
)

// realNode is containerd, kubelet, kube-proxy, an enforcer of network policies and CoreDNS on this
// machine.
type realNode struct {
	*ControlPlane
	// containerd and the kubelet, while they run.
	agents []*proc.Program
}

// PauseImage holds each pod's namespaces. It is made by this program, not fetched.
const PauseImage = "coditect.ai/pause:1"

func (n *realNode) start(ctx context.Context) error {
	if err := n.issueKubelet(); err != nil {
		return err
	}
	if err := n.startContainerd(ctx); err != nil {
		return err
	}
	if err := n.loadPause(); err != nil {
		return err
	}
	if err := n.startKubelet(); err != nil {
		return err
	}
	if err := n.configure("kube-proxy.yaml", kubeProxyConfig); err != nil {
		return err
	}
	if _, err := n.run("kube-proxy", "kube-proxy", "--config="+n.path("kube-proxy.yaml"), "--hostname-override="+NodeName); err != nil {
		return err
	}
	if err := n.startNetworkPolicies(ctx); err != nil {
		return err
	}
	if err := n.startDNS(ctx); err != nil {
		return err
	}
	return n.awaitNode(ctx, NodeName)
}

// loadPause loads the pause program, which build.sh puts beside this one.
func (n *realNode) loadPause() error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("failed to find this program: %w", err)
	}
	pause, err := os.ReadFile(filepath.Join(filepath.Dir(self), "pause"))
	if err != nil {
		return fmt.Errorf("failed to read the pause program (tests/cluster/build.sh makes it): %w", err)
	}
	if err := image.Write(n.path("pause.tar"), PauseImage, pause); err != nil {
		return err
	}
	return LoadImages(n.Spec.Dir, []string{n.path("pause.tar")})
}

func (n *realNode) issueKubelet() error {
	if _, err := n.CA.Kubeconfig("kubelet", n.Server, "system:node:"+NodeName, "system:nodes"); err != nil {
		return err
	}
	return n.CA.Server("kubelet-server", n.Spec.Net.NodeIP, NodeName)
}

func (n *realNode) startContainerd(ctx context.Context) error {
	if err := n.configure("containerd.toml", containerdConfig); err != nil {
		return err
	}
	if err := os.MkdirAll(n.path("cni"), 0o755); err != nil {
		return fmt.Errorf("failed to make the folder of the network's configuration: %w", err)
	}
	if err := n.configure("cni/10-coditect.conflist", cniConfig); err != nil {
		return err
	}
	containerd, err := n.Group.Start("containerd", exec.Command("containerd", "--config", n.path("containerd.toml")))
	if err != nil {
		return err
	}
	n.agents = append(n.agents, containerd)
	connection, err := grpc.NewClient("unix:"+n.path("containerd.sock"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return fmt.Errorf("failed to make a client of containerd: %w", err)
	}
	defer connection.Close()
	// The kubelet's part of it is the last to be there, and the kubelet ends without it.
	runtime := cri.NewRuntimeServiceClient(connection)
	return n.Group.Await(ctx, n.Out, "containerd", func(ctx context.Context) error {
		_, err := runtime.Status(ctx, &cri.StatusRequest{})
		return err
	})
}

func (n *realNode) startKubelet() error {
	if err := n.configure("kubelet.yaml", kubeletConfig); err != nil {
		return err
	}
	kubelet, err := n.run("kubelet", "kubelet", "--config="+n.path("kubelet.yaml"), "--kubeconfig="+n.path("kubelet.kubeconfig"),
		"--hostname-override="+NodeName, "--node-ip="+n.Spec.Net.NodeIP, "--cert-dir="+n.path("kubelet"))
	if err != nil {
		return err
	}
	n.agents = append(n.agents, kubelet)
	return nil
}

// loseAgents ends the kubelet, containerd and all containers at once, as a loss of power does. The
// node's volumes and what containerd has on disk stay.
func (n *realNode) loseAgents() error {
	for _, agent := range n.agents {
		agent.Halt()
	}
	n.agents = nil
	return killCgroups(n.Spec.Dir)
}

// recover starts them again.
func (n *realNode) recover(ctx context.Context) error {
	if len(n.agents) > 0 {
		return errors.New("the node runs")
	}
	if err := n.startContainerd(ctx); err != nil {
		return err
	}
	return n.startKubelet()
}

// configure writes a configuration file from its template.
func (n *realNode) configure(name, text string) error {
	file, err := os.OpenFile(n.path(name), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("failed to write %s: %w", name, err)
	}
	defer file.Close()
	values := struct {
		Network
		Dir, Cgroup, Pause string
		KeepOOMScore       bool
	}{n.Spec.Net, n.Spec.Dir, cgroupName(n.Spec.Dir), PauseImage, !mayLowerOOMScore()}
	if err := template.Must(template.New(name).Parse(text)).Execute(file, values); err != nil {
		return fmt.Errorf("failed to write %s: %w", name, err)
	}
	return nil
}

// mayLowerOOMScore tells whether runc can do what the kubelet asks for the score of containers:
// without CAP_SYS_RESOURCE the kernel refuses to lower one.
func mayLowerOOMScore() bool {
	const path = "/proc/self/oom_score_adj"
	before, err := os.ReadFile(path)
	if err != nil || os.WriteFile(path, []byte("-998"), 0) != nil {
		return false
	}
	return os.WriteFile(path, before, 0) == nil
}
