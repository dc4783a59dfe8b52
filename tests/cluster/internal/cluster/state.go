package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"coditect.ai/cluster/internal/proc"
)

var namePattern = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?$`)

// errTaken says that a living process holds a state folder.
var errTaken = errors.New("a cluster of this name runs, starts or stops already")

// stateRoot is on a disk, not in memory: containers' file systems live there.
func stateRoot() string {
	if dir := os.Getenv("CODITECT_STATE"); dir != "" {
		return dir
	}
	if os.Geteuid() == 0 {
		return "/var/tmp/coditect"
	}
	return filepath.Join(os.TempDir(), "coditect-"+strconv.Itoa(os.Geteuid()))
}

func stateDir(name string) (string, error) {
	if !namePattern.MatchString(name) {
		return "", fmt.Errorf("--name %q: want at most 30 lower-case letters, digits and '-'", name)
	}
	root, err := filepath.Abs(stateRoot())
	if err != nil {
		return "", fmt.Errorf("failed to find the state folder: %w", err)
	}
	return filepath.Join(root, name), nil
}

// hold makes dir, for this user only, and takes it until the returned file is closed or this
// process ends. It says errTaken if another process has it.
func hold(dir string) (*os.File, error) {
	root := filepath.Dir(dir)
	for {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("failed to make the state folder: %w", err)
		}
		// The root has a name that others can guess, in a folder where all may write.
		if info, err := os.Lstat(root); err == nil && !private(info) {
			return nil, fmt.Errorf("%s is another user's or open to others; remove it or set CODITECT_STATE", root)
		}
		held, err := os.Open(dir)
		if err != nil {
			return nil, fmt.Errorf("failed to open the state folder: %w", err)
		}
		if err := syscall.Flock(int(held.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			held.Close()
			return nil, errTaken
		}
		// Whoever had it may have removed it between the opening and the locking.
		mine, errMine := held.Stat()
		there, errThere := os.Stat(dir)
		if errMine == nil && errThere == nil && os.SameFile(mine, there) {
			return held, nil
		}
		held.Close()
	}
}

func private(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.IsDir() && int(stat.Uid) == os.Geteuid() && info.Mode().Perm()&0o022 == 0
}

// cleanUp removes a held state folder and the control groups of its cluster, none of whose
// processes should live. Namespaces, mounts, interfaces and rules went with the last process.
func cleanUp(dir string) error {
	if err := empty(dir); err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil {
		return fmt.Errorf("failed to remove %s: %w", dir, err)
	}
	// Only if this was the last cluster.
	_ = os.Remove(filepath.Dir(dir))
	return nil
}

// empty waits a little for processes that were killed an instant ago and still write or hold.
func empty(dir string) error {
	if err := removeCgroups(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	for deadline := time.Now().Add(5 * time.Second); err == nil && len(entries) > 0; entries, err = os.ReadDir(dir) {
		for _, entry := range entries {
			if err = os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
				break
			}
		}
		if err != nil && time.Now().After(deadline) {
			break
		}
		if err != nil {
			time.Sleep(50 * time.Millisecond)
		}
	}
	if err != nil {
		return fmt.Errorf("failed to empty %s: %w", dir, err)
	}
	return nil
}

// Running reads what the cluster of this name tells, if its supervisor is alive.
func Running(name string) (*Info, error) {
	dir, err := stateDir(name)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "supervisor.json"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read the state of cluster %s: %w", name, err)
	}
	info := &Info{}
	if err := json.Unmarshal(text, info); err != nil {
		return nil, fmt.Errorf("failed to parse the state of cluster %s: %w", name, err)
	}
	if info.StartTicks == 0 || proc.StartTicks(info.PID) != info.StartTicks {
		return nil, nil
	}
	return info, nil
}

// mustRun is Running for commands that are of no use without the cluster.
func mustRun(name string) (*Info, error) {
	info, err := Running(name)
	if err == nil && (info == nil || info.APIServer == "") {
		err = fmt.Errorf("cluster %s does not run; start it with: devcluster start --name %s", name, name)
	}
	return info, err
}

// writeJSON replaces the file at once, so that a reader sees all of it or nothing.
func writeJSON(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("failed to encode %s: %w", path, err)
	}
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("failed to write %s: %w", path, err)
	}
	return os.Rename(path+".new", path)
}
