package cluster

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"coditect.ai/cluster/internal/certs"
)

func kubeconfigCommand() *cobra.Command {
	var name, user string
	var groups []string
	command := &cobra.Command{
		Use:   "kubeconfig",
		Short: "Print the path of a kubeconfig",
		Long: "Prints the path of a kubeconfig: the administrator's, or with --user one with a new client\n" +
			"certificate for that user, who may do what RBAC says.",
		Example: "  devcluster kubeconfig --name dev --user coditect-operator --group coditect",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			path, err := kubeconfig(name, user, groups)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(command.OutOrStdout(), path)
			return err
		},
	}
	nameFlag(command, &name)
	command.Flags().StringVar(&user, "user", "", "name of the user; the administrator if empty")
	command.Flags().StringArrayVar(&groups, "group", nil, "group of the user (may be repeated)")
	command.SetFlagErrorFunc(flagError)
	return command
}

func kubeconfig(name, user string, groups []string) (string, error) {
	info, err := mustRun(name)
	if err != nil {
		return "", err
	}
	if user == "" {
		if len(groups) > 0 {
			return "", fmt.Errorf("--group needs --user")
		}
		return info.Kubeconfig, nil
	}
	authority, err := certs.OpenAuthority(info.Dir)
	if err != nil {
		return "", err
	}
	// Users and groups may hold any letters, files may not; and each set of groups is another file.
	file := sha256.Sum256([]byte(strings.Join(append([]string{user}, groups...), "\x00")))
	return authority.Kubeconfig(fmt.Sprintf("user-%x", file[:8]), info.APIServer, user, groups...)
}

func loadCommand() *cobra.Command {
	var name string
	command := &cobra.Command{
		Use:   "load FILE...",
		Short: "Load image archives into the real node of a cluster",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			info, err := mustRun(name)
			if err != nil {
				return err
			}
			if info.Node != nodeReal {
				return fmt.Errorf("cluster %s has no real node; start one with: devcluster start --node real", name)
			}
			return LoadImages(info.Dir, files)
		},
	}
	nameFlag(command, &name)
	command.SetFlagErrorFunc(flagError)
	return command
}

// LoadImages imports archives, of docker's layout or OCI's, into the containerd of a real node.
func LoadImages(dir string, files []string) error {
	for _, file := range files {
		var out bytes.Buffer
		ctr := exec.Command("ctr", "--address", filepath.Join(dir, "containerd.sock"), "--namespace", "k8s.io", "images", "import", file)
		ctr.Stdout, ctr.Stderr = &out, &out
		if err := ctr.Run(); err != nil {
			return fmt.Errorf("failed to load %s: %w\n%s", file, err, out.String())
		}
	}
	return nil
}
