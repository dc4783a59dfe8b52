// Package cluster starts and stops whole clusters.
//
//	devcluster start ──► supervisor ──┬─ etcd, kube-apiserver, …, kwok        (--node fake)
//	                                  ├─ init of new namespaces ── all of it,  (--node real)
//	                                  │  and containerd, kubelet, kube-proxy, CoreDNS
//	                                  └─ programs of `devcluster run`
//
// The supervisor's end is the end of all that it started, however it comes.
package cluster

import "time"

// The kinds of nodes that a cluster can have.
const (
	nodeFake = "fake"
	nodeReal = "real"
	nodeNone = "none"
)

// Spec is what a cluster is asked to be.
type Spec struct {
	Name      string   `json:"name"`
	Node      string   `json:"node"`
	FakeNodes int      `json:"fakeNodes"`
	Images    []string `json:"images"`
	AuditLog  string   `json:"auditLog"`
	Dir       string   `json:"dir"`
	// How many requests a second each controller of kube-controller-manager may make, and how many
	// at once after a pause. At upstream's 20 and 30 they would be what every test waits for.
	ControllerQPS   int `json:"controllerQPS"`
	ControllerBurst int `json:"controllerBurst"`
	// How long a node may be silent before it counts as lost.
	NodeGrace time.Duration `json:"nodeGrace"`
	// ClaimSync is how often all volume claims are looked at.
	ClaimSync time.Duration `json:"claimSync"`
	// Of a real node only.
	Net Network `json:"net"`
}

// Info is what a running cluster tells those who use it, as one line of JSON.
type Info struct {
	Name       string `json:"name"`
	Dir        string `json:"dir"`
	Node       string `json:"node"`
	Kubeconfig string `json:"kubeconfig"`
	APIServer  string `json:"apiserver"`
	// Etcd takes the certificate etcd.crt of the cluster's folder; not reachable of a real node.
	Etcd string `json:"etcd,omitempty"`
	PID  int    `json:"pid"`
	// StartTicks tells this process from a later one with the same number.
	StartTicks uint64 `json:"startTicks"`
	// AuditLog is kube-apiserver's audit log, if one is kept.
	AuditLog string `json:"auditLog,omitempty"`
	// How this machine and a real node see each other; nil with other nodes.
	Net *Network `json:"network,omitempty"`
}
