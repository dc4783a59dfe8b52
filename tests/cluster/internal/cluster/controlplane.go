package cluster

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"coditect.ai/cluster/internal/certs"
	"coditect.ai/cluster/internal/proc"
	"coditect.ai/cluster/internal/upstream"
)

// ControlPlane is etcd, kube-apiserver, kube-controller-manager and kube-scheduler.
type ControlPlane struct {
	Spec     Spec
	Group    *proc.Group
	Out      io.Writer
	Address  string // where kube-apiserver listens
	Services string // CIDR of ClusterIPs

	CA         *certs.Authority
	Server     string
	Kubeconfig string
	Client     kubernetes.Interface
	ports      ports
}

type ports struct{ etcd, etcdPeer, apiserver, controllerManager, scheduler int }

// Start brings the control plane up and waits until it serves.
func (c *ControlPlane) Start(ctx context.Context) error {
	var err error
	if c.ports, err = freePorts(c.Address); err != nil {
		return err
	}
	c.Server = "https://" + net.JoinHostPort(c.Address, strconv.Itoa(c.ports.apiserver))
	if err := c.issue(); err != nil {
		return err
	}
	if err := c.startEtcd(ctx); err != nil {
		return err
	}
	if err := c.startAPIServer(ctx); err != nil {
		return err
	}
	if err := c.startControllerManager(); err != nil {
		return err
	}
	return c.startScheduler()
}

func (c *ControlPlane) issue() error {
	var err error
	if c.CA, err = certs.NewAuthority(c.Spec.Dir); err != nil {
		return err
	}
	service, _, err := net.ParseCIDR(c.Services)
	if err != nil {
		return fmt.Errorf("failed to parse the service CIDR: %w", err)
	}
	first := service.To4()
	first[3]++
	for _, issue := range []func() error{
		func() error { return c.CA.Server("etcd", "127.0.0.1", "localhost") },
		func() error {
			return c.CA.Server("apiserver", c.Address, "127.0.0.1", "localhost", first.String(),
				"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local")
		},
		func() error { return c.CA.Client("apiserver-kubelet", "kube-apiserver", "system:masters") },
		func() error { return c.CA.Key("service-account") },
	} {
		if err := issue(); err != nil {
			return err
		}
	}
	for name, user := range map[string]string{
		"controller-manager": "system:kube-controller-manager",
		"scheduler":          "system:kube-scheduler",
		"kube-proxy":         "system:kube-proxy",
		"coredns":            "system:coredns",
	} {
		if _, err := c.CA.Kubeconfig(name, c.Server, user); err != nil {
			return err
		}
	}
	c.Kubeconfig, err = c.CA.Kubeconfig("admin", c.Server, "admin", "system:masters")
	return err
}

func (c *ControlPlane) startEtcd(ctx context.Context) error {
	client := c.etcdURL()
	peer := fmt.Sprintf("https://127.0.0.1:%d", c.ports.etcdPeer)
	_, err := c.run("etcd", "etcd",
		"--name=devcluster", "--data-dir="+c.path("etcd"),
		// A cluster that dies is not started again from this data.
		"--unsafe-no-fsync=true",
		"--listen-client-urls="+client, "--advertise-client-urls="+client,
		"--listen-peer-urls="+peer, "--initial-advertise-peer-urls="+peer,
		"--initial-cluster=devcluster="+peer,
		"--cert-file="+c.path("etcd.crt"), "--key-file="+c.path("etcd.key"),
		"--trusted-ca-file="+c.path("ca.crt"), "--client-cert-auth=true",
		"--peer-cert-file="+c.path("etcd.crt"), "--peer-key-file="+c.path("etcd.key"),
		"--peer-trusted-ca-file="+c.path("ca.crt"), "--peer-client-cert-auth=true",
		"--quota-backend-bytes=4294967296", "--log-level=warn")
	return err
}

func (c *ControlPlane) etcdURL() string { return fmt.Sprintf("https://127.0.0.1:%d", c.ports.etcd) }

func (c *ControlPlane) startAPIServer(ctx context.Context) error {
	args := []string{
		"--etcd-servers=" + c.etcdURL(),
		"--etcd-cafile=" + c.path("ca.crt"), "--etcd-certfile=" + c.path("etcd.crt"), "--etcd-keyfile=" + c.path("etcd.key"),
		"--bind-address=" + c.Address, "--advertise-address=" + c.Address,
		"--secure-port=" + strconv.Itoa(c.ports.apiserver),
		"--tls-cert-file=" + c.path("apiserver.crt"), "--tls-private-key-file=" + c.path("apiserver.key"),
		"--client-ca-file=" + c.path("ca.crt"),
		"--kubelet-client-certificate=" + c.path("apiserver-kubelet.crt"), "--kubelet-client-key=" + c.path("apiserver-kubelet.key"),
		"--kubelet-certificate-authority=" + c.path("ca.crt"), "--kubelet-preferred-address-types=InternalIP",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + c.path("service-account.pub"), "--service-account-signing-key-file=" + c.path("service-account.key"),
		"--service-cluster-ip-range=" + c.Services,
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction",
		"--cert-dir=" + c.path("apiserver"), "--profiling=false",
		// Their sum is what all users share; a load test is one user and gets a part of it.
		"--max-requests-inflight=1600", "--max-mutating-requests-inflight=800",
	}
	if net.ParseIP(c.Address).IsLoopback() {
		// No endpoint of the kubernetes Service: loopback is refused there, and nobody asks for it.
		args = append(args, "--endpoint-reconciler-type=none")
	}
	if c.Spec.AuditLog != "" {
		policy := c.path("audit-policy.yaml")
		text := "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n"
		if err := os.WriteFile(policy, []byte(text), 0o600); err != nil {
			return fmt.Errorf("failed to write the audit policy: %w", err)
		}
		args = append(args, "--audit-policy-file="+policy, "--audit-log-path="+c.Spec.AuditLog,
			// All in the one file: whoever reads it wants to know of every request.
			"--audit-log-maxsize=0")
	}
	if _, err := c.run("kube-apiserver", "kube-apiserver", args...); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", c.Kubeconfig)
	if err != nil {
		return fmt.Errorf("failed to read the kubeconfig just written: %w", err)
	}
	config.QPS, config.Burst = 200, 400
	if c.Client, err = kubernetes.NewForConfig(config); err != nil {
		return fmt.Errorf("failed to make a client: %w", err)
	}
	return c.Group.Await(ctx, c.Out, "kube-apiserver", func(ctx context.Context) error {
		return get(ctx, config, "/readyz")
	})
}

func (c *ControlPlane) startControllerManager() error {
	cmd := c.command("kube-controller-manager",
		"--kubeconfig="+c.path("controller-manager.kubeconfig"), "--leader-elect=false",
		"--bind-address=127.0.0.1", "--secure-port="+strconv.Itoa(c.ports.controllerManager),
		"--service-account-private-key-file="+c.path("service-account.key"), "--root-ca-file="+c.path("ca.crt"),
		"--cert-dir="+c.path("controller-manager"),
		// Its own user may do next to nothing; each controller has a service account with its rights.
		"--use-service-account-credentials=true",
		"--enable-hostpath-provisioner=true",
		"--kube-api-qps="+strconv.Itoa(c.Spec.ControllerQPS), "--kube-api-burst="+strconv.Itoa(c.Spec.ControllerBurst),
		"--concurrent-statefulset-syncs=20",
		"--pvclaimbinder-sync-period="+c.Spec.ClaimSync.String(),
		"--node-monitor-grace-period="+c.Spec.NodeGrace.String())
	if err := os.MkdirAll(c.path("tmp"), 0o700); err != nil {
		return fmt.Errorf("failed to make the folder of volumes: %w", err)
	}
	if err := os.Chmod(c.path("tmp"), 0o1777); err != nil {
		return fmt.Errorf("failed to open the folder of volumes: %w", err)
	}
	cmd.Env = append(cmd.Env, upstream.TmpDirEnv+"="+c.path("tmp"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		// Only root may make a mount namespace, except in a user namespace, where all are root.
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	_, err := c.Group.Start("kube-controller-manager", cmd)
	return err
}

func (c *ControlPlane) startScheduler() error {
	config := fmt.Sprintf(`apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection: {kubeconfig: %s, qps: 500, burst: 1000}
leaderElection: {leaderElect: false}
`, c.path("scheduler.kubeconfig"))
	if err := os.WriteFile(c.path("scheduler.yaml"), []byte(config), 0o600); err != nil {
		return fmt.Errorf("failed to write the scheduler's configuration: %w", err)
	}
	_, err := c.run("kube-scheduler", "kube-scheduler", "--config="+c.path("scheduler.yaml"),
		"--bind-address=127.0.0.1", "--secure-port="+strconv.Itoa(c.ports.scheduler), "--cert-dir="+c.path("scheduler"))
	return err
}

func (c *ControlPlane) path(file string) string { return filepath.Join(c.Spec.Dir, file) }

func (c *ControlPlane) run(name, program string, args ...string) (*proc.Program, error) {
	return c.Group.Start(name, c.command(program, args...))
}

// command runs an upstream program of this same binary.
func (c *ControlPlane) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe", append([]string{program}, args...)...)
	// A small machine has more memory than CPU to spare: collecting garbage at four times the live
	// heap instead of twice leaves more of the CPU to requests.
	cmd.Env = append(os.Environ(), "GOGC=400")
	return cmd
}

func get(ctx context.Context, config *rest.Config, path string) error {
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return fmt.Errorf("failed to make a client: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, config.Host+path, nil)
	if err != nil {
		return fmt.Errorf("failed to make a request: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", path, response.Status)
	}
	return nil
}

// freePorts finds ports that nobody listens on now. All are held open until the last is found, so
// that no two are the same.
func freePorts(address string) (ports, error) {
	var p ports
	for _, wanted := range []struct {
		port *int
		host string
	}{{&p.etcd, "127.0.0.1"}, {&p.etcdPeer, "127.0.0.1"}, {&p.apiserver, address}, {&p.controllerManager, "127.0.0.1"}, {&p.scheduler, "127.0.0.1"}} {
		listener, err := net.Listen("tcp", net.JoinHostPort(wanted.host, "0"))
		if err != nil {
			return p, fmt.Errorf("failed to find a free port on %s: %w", wanted.host, err)
		}
		defer listener.Close()
		*wanted.port = listener.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}
