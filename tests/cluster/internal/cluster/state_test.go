package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAStateFolderIsHeldByOne(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "root", "a")
	held, err := hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hold(dir); !errors.Is(err, errTaken) {
		t.Errorf("a second holder got %v", err)
	}
	held.Close()
	again, err := hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := cleanUp(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(dir)); !os.IsNotExist(err) {
		t.Error("the root of the last cluster is left")
	}
}

func TestAStateRootOpenToOthersIsRefused(t *testing.T) {
	root := filepath.Join(t.TempDir(), "root")
	if err := os.Mkdir(root, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(root, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := hold(filepath.Join(root, "a")); err == nil {
		t.Error("it was taken")
	}
}

func TestNamesThatAreNoFolderNamesAreRefused(t *testing.T) {
	for _, name := range []string{"", "..", "a/b", "A", "-a", "a-", strings.Repeat("a", 31)} {
		if dir, err := stateDir(name); err == nil {
			t.Errorf("%q became %s", name, dir)
		}
	}
}

func TestControlGroupsOfOneNameInTwoRootsDiffer(t *testing.T) {
	if cgroupName("/a/dev") == cgroupName("/b/dev") {
		t.Error("they are the same")
	}
}
