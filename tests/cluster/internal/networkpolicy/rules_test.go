package networkpolicy

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/yaml"
)

var state = State{
	Namespaces: map[string]labels.Set{"ide": {"name": "ide"}, "web": {"name": "web"}},
	Pods: []Pod{
		{Namespace: "ide", Labels: labels.Set{"app": "ide"}, IP: "10.0.0.1", Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 80}}},
		{Namespace: "ide", Labels: labels.Set{"app": "other"}, IP: "10.0.0.2"},
		{Namespace: "web", Labels: labels.Set{"app": "gateway"}, IP: "10.0.0.3", Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080}}},
	},
}

// rules are the lines of a chain of the first pod under this spec of a policy in its namespace.
func rules(t *testing.T, chain, spec string) []string {
	t.Helper()
	with := state
	policy := networkingv1.NetworkPolicy{}
	policy.Namespace = "ide"
	if err := yaml.UnmarshalStrict([]byte(spec), &policy.Spec); err != nil {
		t.Fatal(err)
	}
	with.Policies = []networkingv1.NetworkPolicy{policy}
	var lines []string
	for line := range strings.Lines(with.Rules()) {
		if rule, ok := strings.CutPrefix(strings.TrimSpace(line), "-A "+chain+" "); ok {
			lines = append(lines, rule)
		}
	}
	return lines
}

func TestRules(t *testing.T) {
	for name, c := range map[string]struct {
		chain, spec string
		want        []string
	}{
		"what no policy selects is open": {
			"NETPOL-IN-0", `{podSelector: {matchLabels: {app: none}}, policyTypes: [Ingress]}`, nil,
		},
		"what a policy selects is closed": {
			"NETPOL-IN-0", `{podSelector: {}, policyTypes: [Ingress]}`, []string{"-j DROP"},
		},
		"each way for itself": {
			"NETPOL-OUT-0", `{podSelector: {}, policyTypes: [Ingress]}`, nil,
		},
		"an empty rule is for all": {
			"NETPOL-IN-0", `{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}`, []string{"-j RETURN", "-j DROP"},
		},
		"a pod selector is of the policy's namespace": {
			"NETPOL-IN-0", `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}`,
			[]string{"-s 10.0.0.1 -p tcp --dport 80 -j RETURN", "-s 10.0.0.2 -p tcp --dport 80 -j RETURN", "-j DROP"},
		},
		"both selectors must match": {
			"NETPOL-IN-0", `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {name: web}}, podSelector: {matchLabels: {app: ide}}}]}]}`,
			[]string{"-j DROP"},
		},
		"a namespace selector is of all its pods": {
			"NETPOL-IN-0", `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: name, operator: In, values: [web]}]}}]}]}`,
			[]string{"-s 10.0.0.3 -j RETURN", "-j DROP"},
		},
		"named on the way in by the pod itself": {
			"NETPOL-IN-0", `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: http}]}]}`,
			[]string{"-p tcp --dport 80 -j RETURN", "-j DROP"},
		},
		"named on the way out by the other, if it has it": {
			"NETPOL-OUT-0", `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: http}]}]}`,
			[]string{"-d 10.0.0.1 -p tcp --dport 80 -j RETURN", "-d 10.0.0.3 -p tcp --dport 8080 -j RETURN", "-j DROP"},
		},
		"ranges and protocols": {
			"NETPOL-OUT-0", `{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 1, endPort: 9, protocol: UDP}, {protocol: SCTP}]}]}`,
			[]string{"-p udp --dport 1:9 -j RETURN", "-p sctp -j RETURN", "-j DROP"},
		},
		"a block without a part": {
			"NETPOL-OUT-0", `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.128.0.0/9]}}]}]}`,
			[]string{"-d 10.0.0.0/9 -j RETURN", "-j DROP"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := rules(t, c.chain, c.spec); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWithoutLeavesEveryOtherAddress(t *testing.T) {
	excepts := []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"}
	left := without("0.0.0.0/0", excepts)
	size := uint64(0)
	for i, network := range left {
		size += 1 << (32 - network.Bits())
		for _, other := range left[i+1:] {
			if network.Overlaps(other) {
				t.Errorf("%s and %s overlap", network, other)
			}
		}
		for _, except := range excepts {
			if network.Overlaps(netip.MustParsePrefix(except)) {
				t.Errorf("%s has a part of %s", network, except)
			}
		}
	}
	if want := uint64(1<<32 - 1<<24 - 1<<20 - 1<<16 - 1<<22 - 1<<16); size != want {
		t.Errorf("%d addresses are left, want %d", size, want)
	}
	if left := without("10.0.0.0/8", []string{"0.0.0.0/0"}); len(left) != 0 {
		t.Errorf("left of nothing: %s", left)
	}
}
