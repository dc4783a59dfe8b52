package cluster

// The files of a real node, as its programs want them.
const (
	containerdConfig = `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
[grpc]
  address = "{{.Dir}}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{{.Pause}}"
  restrict_oom_score_adj = {{.KeepOOMScore}}
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{{.Dir}}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`

	// Pods are routed, not bridged: traffic between two pods of one node then passes iptables, and
	// Services work without the bridge filter module.
	cniConfig = `{
  "cniVersion": "0.4.0",
  "name": "coditect",
  "plugins": [
    {
      "type": "ptp",
      "ipam": {"type": "host-local", "dataDir": "/run/cni", "ranges": [[{"subnet": "{{.Pods}}"}]], "routes": [{"dst": "0.0.0.0/0"}]}
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
`

	kubeletConfig = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: {{.NodeIP}}
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: {{.Dir}}/ca.crt}
authorization: {mode: Webhook}
tlsCertFile: {{.Dir}}/kubelet-server.crt
tlsPrivateKeyFile: {{.Dir}}/kubelet-server.key
containerRuntimeEndpoint: unix://{{.Dir}}/containerd.sock
clusterDomain: cluster.local
clusterDNS: [{{.DNS}}]
# Nothing of the machine's own resolver: its names mean nothing in the cluster.
resolvConf: ""
cgroupDriver: cgroupfs
cgroupRoot: /{{.Cgroup}}
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
localStorageCapacityIsolation: false
kubeAPIQPS: 100
kubeAPIBurst: 200
maxPods: 200
registerNode: true
# A full disk of the development machine is not the cluster's to mend.
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
`

	kubeProxyConfig = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: {{.Dir}}/kube-proxy.kubeconfig}
mode: iptables
clusterCIDR: {{.Pods}}
bindAddress: {{.NodeIP}}
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
# These limits are the machine's, which a namespace may not change.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
`

	corefile = `.:53 {
  bind {{.NodeIP}}
  errors
  health 127.0.0.1:8080
  ready 127.0.0.1:8181
  kubernetes cluster.local in-addr.arpa {
    kubeconfig {{.Dir}}/coredns.kubeconfig
  }
}
`
)
