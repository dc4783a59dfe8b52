package upstream

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/fsnotify/fsnotify"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"

	"coditect.ai/cluster/internal/mounts"
)

// TmpDirEnv names the folder that kube-controller-manager sees as /tmp. Its host path provisioner
// puts volumes under /tmp/hostpath_pv, whatever it is told, and a test cluster must leave nothing
// there.
const TmpDirEnv = "DEVCLUSTER_TMP"

// volumes is where the provisioner puts them, in a folder that only this cluster sees.
const volumes = "/tmp/hostpath_pv"

// controllerManager must be started in a mount namespace of its own when TmpDirEnv is set.
func controllerManager(args []string) {
	if dir := os.Getenv(TmpDirEnv); dir != "" {
		exitOn(mounts.Private())
		exitOn(mounts.Cover(filepath.Dir(dir), map[string]string{filepath.Base(dir): "/tmp"}))
		exitOn(openVolumes())
	}
	component(controllermanager.NewControllerManagerCommand)(args)
}

// openVolumes lets every user write to each volume as soon as it exists: the provisioner makes
// them for its own user only, pods run as others, and host paths know no fsGroup.
func openVolumes() error {
	if err := os.MkdirAll(volumes, 0o755); err != nil {
		return fmt.Errorf("failed to make the folder of volumes: %w", err)
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("failed to watch for volumes: %w", err)
	}
	if err := watcher.Add(volumes); err != nil {
		return fmt.Errorf("failed to watch %s: %w", volumes, err)
	}
	go func() {
		for event := range watcher.Events {
			if event.Has(fsnotify.Create) && filepath.Dir(event.Name) == volumes {
				// A volume that is gone already needs no permissions.
				_ = os.Chmod(event.Name, 0o777)
			}
		}
	}()
	return nil
}
