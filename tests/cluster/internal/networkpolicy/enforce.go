package networkpolicy

import (
	"cmp"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
)

// pause is how long a change waits for others that come with it.
const pause = 20 * time.Millisecond

// Enforcer keeps the node's rules as the cluster's policies want them.
type Enforcer struct {
	pods       corelisters.PodLister
	namespaces corelisters.NamespaceLister
	policies   networkinglisters.NetworkPolicyLister
	changed    chan struct{}
	exempt     []string
	dns        string
}

// Run enforces until ctx ends. From the exempt addresses everything is let through; dns is where
// CoreDNS listens, which policies know by the labels of its Service.
func Run(ctx context.Context, client kubernetes.Interface, exempt []string, dns string) error {
	factory := informers.NewSharedInformerFactory(client, 0)
	e := &Enforcer{
		pods:       factory.Core().V1().Pods().Lister(),
		namespaces: factory.Core().V1().Namespaces().Lister(),
		policies:   factory.Networking().V1().NetworkPolicies().Lister(),
		changed:    make(chan struct{}, 1),
		exempt:     exempt,
		dns:        dns,
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { e.wake() },
		UpdateFunc: func(any, any) { e.wake() },
		DeleteFunc: func(any) { e.wake() },
	}
	for _, informer := range []cache.SharedIndexInformer{
		factory.Core().V1().Pods().Informer(), factory.Core().V1().Namespaces().Informer(), factory.Networking().V1().NetworkPolicies().Informer(),
	} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return fmt.Errorf("failed to watch: %w", err)
		}
	}
	if err := hook(); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return e.follow(ctx)
}

func (e *Enforcer) wake() {
	select {
	case e.changed <- struct{}{}:
	default:
	}
}

func (e *Enforcer) follow(ctx context.Context) error {
	applied := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-e.changed:
		}
		time.Sleep(pause)
		state, err := e.state()
		if err != nil {
			return err
		}
		if rules := state.Rules(); rules != applied {
			if err := restore(rules); err != nil {
				return err
			}
			applied = rules
		}
	}
}

func (e *Enforcer) state() (State, error) {
	state := State{Namespaces: map[string]labels.Set{}, Exempt: e.exempt}
	namespaces, err := e.namespaces.List(labels.Everything())
	if err != nil {
		return state, fmt.Errorf("failed to list namespaces: %w", err)
	}
	for _, namespace := range namespaces {
		state.Namespaces[namespace.Name] = namespace.Labels
	}
	pods, err := e.pods.List(labels.Everything())
	if err != nil {
		return state, fmt.Errorf("failed to list pods: %w", err)
	}
	for _, pod := range pods {
		if pod.Status.PodIP != "" && !pod.Spec.HostNetwork && pod.Status.Phase != corev1.PodSucceeded && pod.Status.Phase != corev1.PodFailed {
			state.Pods = append(state.Pods, podOf(pod))
		}
	}
	// CoreDNS is a program beside the kubelet here, and a pod everywhere else.
	state.Pods = append(state.Pods, Pod{Namespace: "kube-system", Labels: labels.Set{"k8s-app": "kube-dns"}, IP: e.dns})
	slices.SortFunc(state.Pods, func(a, b Pod) int { return cmp.Compare(a.IP, b.IP) })
	policies, err := e.policies.List(labels.Everything())
	if err != nil {
		return state, fmt.Errorf("failed to list policies: %w", err)
	}
	for _, policy := range policies {
		state.Policies = append(state.Policies, *policy)
	}
	slices.SortFunc(state.Policies, func(a, b networkingv1.NetworkPolicy) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return state, nil
}

func podOf(pod *corev1.Pod) Pod {
	of := Pod{Namespace: pod.Namespace, Labels: pod.Labels, IP: pod.Status.PodIP}
	// Containers that accompany the others are among the first kind.
	for _, container := range append(slices.Clone(pod.Spec.InitContainers), pod.Spec.Containers...) {
		of.Ports = append(of.Ports, container.Ports...)
	}
	return of
}

// hook has traffic pass the rules, before those of kube-proxy that let it through. They are in the
// mangle table for that.
func hook() error {
	if err := restore("*mangle\n:" + Chain + " - [0:0]\nCOMMIT\n"); err != nil {
		return err
	}
	for _, chain := range []string{"FORWARD", "INPUT"} {
		if out, err := exec.Command("iptables", "-w", "-t", "mangle", "-I", chain, "-j", Chain).CombinedOutput(); err != nil {
			return fmt.Errorf("failed to add to the chain %s: %w: %s", chain, err, out)
		}
	}
	return nil
}

// IsHooked fails until traffic passes the rules.
func IsHooked(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "iptables", "-w", "-t", "mangle", "-C", "INPUT", "-j", Chain).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

func restore(rules string) error {
	command := exec.Command("iptables-restore", "-w", "--noflush")
	command.Stdin = strings.NewReader(rules)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("failed to change the rules of the node: %w: %s\n%s", err, out, rules)
	}
	return nil
}
