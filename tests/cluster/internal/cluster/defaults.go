package cluster

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// createStorageClass makes the default class. Volumes are made when the first pod is placed, as
// clouds do it, so that a slot that never ran costs none.
func (c *ControlPlane) createStorageClass(ctx context.Context) error {
	mode, reclaim, expand := storagev1.VolumeBindingWaitForFirstConsumer, corev1.PersistentVolumeReclaimDelete, true
	_, err := c.Client.StorageV1().StorageClasses().Create(ctx, &storagev1.StorageClass{
		ObjectMeta: metav1.ObjectMeta{
			Name:        "standard",
			Annotations: map[string]string{"storageclass.kubernetes.io/is-default-class": "true"},
		},
		Provisioner: "kubernetes.io/host-path", VolumeBindingMode: &mode, ReclaimPolicy: &reclaim, AllowVolumeExpansion: &expand,
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("failed to create the storage class: %w", err)
	}
	return nil
}

// awaitDefaults waits for what kube-controller-manager makes in every namespace, without which no
// pod is admitted, and then for the controllers themselves.
func (c *ControlPlane) awaitDefaults(ctx context.Context) error {
	err := c.Group.Await(ctx, c.Out, "service account default", func(ctx context.Context) error {
		_, err := c.Client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		return err
	})
	if err != nil {
		return err
	}
	return c.awaitControllers(ctx)
}

// awaitControllers has a StatefulSet made and removed. Each controller starts when its own caches
// are filled, which nothing else tells, and may be far behind the first ones.
func (c *ControlPlane) awaitControllers(ctx context.Context) error {
	const namespace, name = "kube-system", "devcluster-canary"
	labels := map[string]string{"app": name}
	sets := c.Client.AppsV1().StatefulSets(namespace)
	_, err := sets.Create(ctx, &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.StatefulSetSpec{
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				// Never to be placed.
				Spec: corev1.PodSpec{
					SchedulingGates: []corev1.PodSchedulingGate{{Name: "coditect.ai/canary"}},
					Containers:      []corev1.Container{{Name: name, Image: PauseImage}},
				},
			},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("failed to create the canary: %w", err)
	}
	pods := c.Client.CoreV1().Pods(namespace)
	err = c.Group.Await(ctx, c.Out, "controllers at work", func(ctx context.Context) error {
		_, err := pods.Get(ctx, name+"-0", metav1.GetOptions{})
		return err
	})
	if err != nil {
		return err
	}
	if err := sets.Delete(ctx, name, metav1.DeleteOptions{}); err != nil {
		return fmt.Errorf("failed to delete the canary: %w", err)
	}
	return c.Group.Await(ctx, c.Out, "garbage collector at work", func(ctx context.Context) error {
		_, err := pods.Get(ctx, name+"-0", metav1.GetOptions{})
		if errors.IsNotFound(err) {
			return nil
		}
		return fmt.Errorf("pod %s-0 is still there (%v)", name, err)
	})
}
