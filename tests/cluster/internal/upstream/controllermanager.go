package upstream

import (
	"fmt"
	"os"
	"syscall"

	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

// TmpDirEnv names the folder that kube-controller-manager sees as /tmp. Its host path provisioner
// puts volumes under /tmp/hostpath_pv, whatever it is told, and a test cluster must leave nothing
// there.
const TmpDirEnv = "DEVCLUSTER_TMP"

// VolumeUID owns the volumes: the provisioner makes them for its own user only, and the pods under
// test run as this one.
const VolumeUID = 1000

// controllerManager must be started in a mount namespace of its own when TmpDirEnv is set.
func controllerManager(args []string) {
	if dir := os.Getenv(TmpDirEnv); dir != "" {
		exitOn(isolate(dir))
	}
	component(controllermanager.NewControllerManagerCommand)(args)
}

func isolate(dir string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("failed to make mounts private: %w", err)
	}
	if err := syscall.Mount(dir, "/tmp", "", syscall.MS_BIND, ""); err != nil {
		return fmt.Errorf("failed to mount %s on /tmp: %w", dir, err)
	}
	if err := syscall.Setgid(VolumeUID); err != nil {
		return fmt.Errorf("failed to become group %d: %w", VolumeUID, err)
	}
	if err := syscall.Setuid(VolumeUID); err != nil {
		return fmt.Errorf("failed to become user %d: %w", VolumeUID, err)
	}
	return nil
}
