package cluster

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// startDNS runs CoreDNS beside the kubelet and makes it the Service that every pod asks.
func (n *realNode) startDNS(ctx context.Context) error {
	if err := n.configure("Corefile", corefile); err != nil {
		return err
	}
	if err := n.allowDNS(ctx); err != nil {
		return err
	}
	if _, err := n.run("coredns", "coredns", "-conf", n.path("Corefile")); err != nil {
		return err
	}
	udp, tcp, port, name := corev1.ProtocolUDP, corev1.ProtocolTCP, int32(53), "kube-dns"
	ready := true
	_, err := n.Client.CoreV1().Services("kube-system").Create(ctx, &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"k8s-app": "kube-dns"}},
		Spec: corev1.ServiceSpec{ClusterIP: n.Spec.Net.DNS, Ports: []corev1.ServicePort{
			{Name: "dns", Port: port, Protocol: udp}, {Name: "dns-tcp", Port: port, Protocol: tcp},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("failed to create the Service of CoreDNS: %w", err)
	}
	dns, dnsTCP := "dns", "dns-tcp"
	_, err = n.Client.DiscoveryV1().EndpointSlices("kube-system").Create(ctx, &discoveryv1.EndpointSlice{
		ObjectMeta:  metav1.ObjectMeta{Name: name, Labels: map[string]string{discoveryv1.LabelServiceName: name}},
		AddressType: discoveryv1.AddressTypeIPv4,
		Endpoints:   []discoveryv1.Endpoint{{Addresses: []string{n.Spec.Net.NodeIP}, Conditions: discoveryv1.EndpointConditions{Ready: &ready}}},
		Ports: []discoveryv1.EndpointPort{
			{Name: &dns, Port: &port, Protocol: &udp}, {Name: &dnsTCP, Port: &port, Protocol: &tcp},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("failed to create the endpoint of CoreDNS: %w", err)
	}
	return nil
}

func (n *realNode) allowDNS(ctx context.Context) error {
	const name = "system:coredns"
	read := []string{"get", "list", "watch"}
	_, err := n.Client.RbacV1().ClusterRoles().Create(ctx, &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Rules: []rbacv1.PolicyRule{
			{APIGroups: []string{""}, Resources: []string{"services", "pods", "namespaces"}, Verbs: read},
			{APIGroups: []string{"discovery.k8s.io"}, Resources: []string{"endpointslices"}, Verbs: read},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("failed to create the role of CoreDNS: %w", err)
	}
	_, err = n.Client.RbacV1().ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: name},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.UserKind, APIGroup: rbacv1.GroupName, Name: name}},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("failed to give CoreDNS its role: %w", err)
	}
	return nil
}
