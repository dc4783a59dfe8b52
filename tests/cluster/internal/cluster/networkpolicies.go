package cluster

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"coditect.ai/cluster/internal/networkpolicy"
)

// startNetworkPolicies has policies enforced from now on. The machine is let through: it is what the
// node runs on, as the kubelet is let through everywhere.
func (n *realNode) startNetworkPolicies(ctx context.Context) error {
	kubeconfig, err := n.CA.Kubeconfig("network-policies", n.Server, "system:network-policies", "system:masters")
	if err != nil {
		return err
	}
	if _, err := n.run("network-policies", networkPoliciesName, "--kubeconfig="+kubeconfig, "--exempt="+n.Spec.Net.HostIP, "--dns="+n.Spec.Net.NodeIP); err != nil {
		return err
	}
	return n.Group.Await(ctx, n.Out, "network policies", networkpolicy.IsHooked)
}

const networkPoliciesName = "network-policies"

// networkPoliciesCommand enforces the policies of the node that it runs on.
func networkPoliciesCommand() *cobra.Command {
	var kubeconfig, dns string
	var exempt []string
	command := &cobra.Command{
		Use:    networkPoliciesName,
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
			defer cancel()
			config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
			if err != nil {
				return fmt.Errorf("failed to read %s: %w", kubeconfig, err)
			}
			client, err := kubernetes.NewForConfig(config)
			if err != nil {
				return fmt.Errorf("failed to make a client: %w", err)
			}
			return networkpolicy.Run(ctx, client, exempt, dns)
		},
	}
	command.Flags().StringVar(&kubeconfig, "kubeconfig", "", "file to reach the API server with")
	command.Flags().StringVar(&dns, "dns", "", "address of CoreDNS")
	command.Flags().StringSliceVar(&exempt, "exempt", nil, "addresses from which everything is let through")
	return command
}
