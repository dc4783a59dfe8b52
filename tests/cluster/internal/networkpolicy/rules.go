// Package networkpolicy enforces the NetworkPolicies of a cluster of one node with iptables.
package networkpolicy

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Chain is where all traffic passes that the node forwards or takes.
const Chain = "NETPOL"

// Pod is what is known of a pod that has an address of its own.
type Pod struct {
	Namespace string
	Labels    labels.Set
	IP        string
	Ports     []corev1.ContainerPort
}

// State is what the rules are made of.
type State struct {
	Namespaces map[string]labels.Set
	Pods       []Pod
	Policies   []networkingv1.NetworkPolicy
	// Exempt are the addresses from which everything is let through: the node's own.
	Exempt []string
}

// direction is one of the two sides from which policies look at a connection.
type direction struct {
	policyType      networkingv1.PolicyType
	chain           string
	ourSide, theirs string
}

var (
	ingress = direction{networkingv1.PolicyTypeIngress, Chain + "-IN-", "-d", "-s"}
	egress  = direction{networkingv1.PolicyTypeEgress, Chain + "-OUT-", "-s", "-d"}
)

// rule is one of a policy's: these peers at these ports.
type rule struct {
	peers []networkingv1.NetworkPolicyPeer
	ports []networkingv1.NetworkPolicyPort
}

// Rules is the input of iptables-restore that puts State into effect, all at once.
//
//	NETPOL ──► a chain for each pod that sends and is selected ──► one for each that is sent to
//
// Who is allowed returns from the chain of the one and comes to that of the other; at the end of
// each the packet is dropped. Answers pass at once.
func (s State) Rules() string {
	chains := []string{}
	jumps := []string{"-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN"}
	for _, address := range s.Exempt {
		jumps = append(jumps, "-s "+address+" -j RETURN")
	}
	rules := []string{}
	for _, way := range []direction{egress, ingress} {
		for i, pod := range s.Pods {
			selecting := s.selecting(pod, way.policyType)
			if len(selecting) == 0 {
				continue
			}
			chain := fmt.Sprintf("%s%d", way.chain, i)
			chains = append(chains, chain)
			jumps = append(jumps, fmt.Sprintf("%s %s -j %s", way.ourSide, pod.IP, chain))
			for _, policy := range selecting {
				for _, match := range s.matches(pod, policy, way) {
					rules = append(rules, strings.Join(strings.Fields("-A "+chain+" "+match+" -j RETURN"), " "))
				}
			}
			rules = append(rules, "-A "+chain+" -j DROP")
		}
	}
	var text strings.Builder
	text.WriteString("*mangle\n")
	for _, chain := range append([]string{Chain}, chains...) {
		fmt.Fprintf(&text, ":%s - [0:0]\n", chain)
	}
	for _, jump := range jumps {
		fmt.Fprintf(&text, "-A %s %s\n", Chain, jump)
	}
	for _, line := range rules {
		text.WriteString(line + "\n")
	}
	text.WriteString("COMMIT\n")
	return text.String()
}

// selecting are the policies that isolate the pod in that direction.
func (s State) selecting(pod Pod, policyType networkingv1.PolicyType) []networkingv1.NetworkPolicy {
	var selecting []networkingv1.NetworkPolicy
	for _, policy := range s.Policies {
		if policy.Namespace == pod.Namespace && slices.Contains(policy.Spec.PolicyTypes, policyType) && selects(&policy.Spec.PodSelector, pod.Labels) {
			selecting = append(selecting, policy)
		}
	}
	return selecting
}

// matches are what iptables must match for a connection of the pod to be allowed by the policy.
func (s State) matches(pod Pod, policy networkingv1.NetworkPolicy, way direction) []string {
	var rules []rule
	if way.policyType == networkingv1.PolicyTypeIngress {
		for _, r := range policy.Spec.Ingress {
			rules = append(rules, rule{r.From, r.Ports})
		}
	} else {
		for _, r := range policy.Spec.Egress {
			rules = append(rules, rule{r.To, r.Ports})
		}
	}
	var matches []string
	for _, r := range rules {
		for _, peer := range s.peers(r.peers, policy.Namespace) {
			// A named port is one of whoever is sent to.
			target := peer.pod
			if way.policyType == networkingv1.PolicyTypeIngress {
				target = &pod
			}
			for _, port := range ports(r.ports, target) {
				address := ""
				if peer.address != "" {
					address = way.theirs + " " + peer.address
				}
				matches = append(matches, address+" "+port)
			}
		}
	}
	return matches
}

// peer is an address or network; everywhere, if it is empty.
type peer struct {
	address string
	pod     *Pod
}

func (s State) peers(peers []networkingv1.NetworkPolicyPeer, namespace string) []peer {
	if len(peers) == 0 {
		return []peer{{}}
	}
	var found []peer
	for _, p := range peers {
		if p.IPBlock != nil {
			for _, network := range without(p.IPBlock.CIDR, p.IPBlock.Except) {
				found = append(found, peer{address: network.String()})
			}
			continue
		}
		for i, pod := range s.Pods {
			inNamespace := pod.Namespace == namespace
			if p.NamespaceSelector != nil {
				inNamespace = selects(p.NamespaceSelector, s.Namespaces[pod.Namespace])
			}
			if inNamespace && (p.PodSelector == nil || selects(p.PodSelector, pod.Labels)) {
				found = append(found, peer{pod.IP, &s.Pods[i]})
			}
		}
	}
	return found
}

// ports are the matches of the ports; that of all, if there are none. A named port that the target
// does not have matches nothing.
func ports(wanted []networkingv1.NetworkPolicyPort, target *Pod) []string {
	if len(wanted) == 0 {
		return []string{""}
	}
	var matches []string
	for _, port := range wanted {
		protocol := corev1.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		match := "-p " + strings.ToLower(string(protocol))
		switch {
		case port.Port == nil:
		case port.Port.Type == intstr.String:
			number := named(target, port.Port.StrVal, protocol)
			if number == 0 {
				continue
			}
			match += fmt.Sprintf(" --dport %d", number)
		case port.EndPort != nil:
			match += fmt.Sprintf(" --dport %d:%d", port.Port.IntVal, *port.EndPort)
		default:
			match += fmt.Sprintf(" --dport %d", port.Port.IntVal)
		}
		matches = append(matches, match)
	}
	return matches
}

func named(pod *Pod, name string, protocol corev1.Protocol) int32 {
	if pod == nil {
		return 0
	}
	for _, port := range pod.Ports {
		if port.Name == name && (port.Protocol == protocol || port.Protocol == "" && protocol == corev1.ProtocolTCP) {
			return port.ContainerPort
		}
	}
	return 0
}

// selects tells whether the selector is one of these labels; an empty one is of all. The API server
// has checked it.
func selects(selector *metav1.LabelSelector, of labels.Set) bool {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(of)
}
