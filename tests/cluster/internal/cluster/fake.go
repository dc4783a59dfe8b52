package cluster

import (
	"context"
	"fmt"
	"os"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	nodefast "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	heartbeat "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat-with-lease"
	podfast "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
)

// startFakeNodes lets kwok play the kubelets: pods become ready at once and nothing runs.
func (c *ControlPlane) startFakeNodes(ctx context.Context) error {
	stages := []string{
		nodefast.DefaultNodeInit, heartbeat.DefaultNodeHeartbeatWithLease,
		podfast.DefaultPodReady, podfast.DefaultPodComplete, podfast.DefaultPodDelete,
	}
	config := c.path("kwok.yaml")
	if err := os.WriteFile(config, []byte(strings.Join(stages, "\n---\n")), 0o600); err != nil {
		return fmt.Errorf("failed to write kwok's stages: %w", err)
	}
	if _, err := c.run("kwok", "kwok", "--kubeconfig="+c.Kubeconfig, "--config="+config,
		"--manage-all-nodes=true", "--cidr=10.0.0.0/8", "--node-lease-duration-seconds=40"); err != nil {
		return err
	}
	for i := range c.Spec.FakeNodes {
		if err := c.createFakeNode(ctx, fmt.Sprintf("fake-%d", i)); err != nil {
			return err
		}
	}
	return c.awaitNode(ctx, "fake-0")
}

func (c *ControlPlane) createFakeNode(ctx context.Context, name string) error {
	room := corev1.ResourceList{
		corev1.ResourceCPU:    resource.MustParse("100k"),
		corev1.ResourceMemory: resource.MustParse("1Pi"),
		corev1.ResourcePods:   resource.MustParse("100k"),
	}
	_, err := c.Client.CoreV1().Nodes().Create(ctx, &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
			"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64", "type": "kwok",
		}},
		Status: corev1.NodeStatus{Allocatable: room, Capacity: room},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("failed to create node %s: %w", name, err)
	}
	return nil
}

func (c *ControlPlane) awaitNode(ctx context.Context, name string) error {
	return c.Group.Await(ctx, c.Out, "node "+name, func(ctx context.Context) error {
		node, err := c.Client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range node.Status.Conditions {
			if condition.Type == corev1.NodeReady {
				if condition.Status == corev1.ConditionTrue {
					return nil
				}
				return fmt.Errorf("%s", condition.Message)
			}
		}
		return fmt.Errorf("it has not reported yet")
	})
}
