// Command devcluster is a whole Kubernetes in one binary, for development and tests: the upstream
// programs, built from their Go modules, and the commands that start and stop clusters of them.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"coditect.ai/cluster/internal/cluster"
	"coditect.ai/cluster/internal/upstream"
)

func main() {
	name := filepath.Base(os.Args[0])
	if upstream.Has(name) {
		upstream.Run(name, os.Args)
	}
	if len(os.Args) > 1 && upstream.Has(os.Args[1]) {
		upstream.Run(os.Args[1], os.Args[1:])
	}
	root := &cobra.Command{
		Use:           "devcluster",
		Short:         "A whole Kubernetes in one binary, for development and tests",
		Long:          "Starts and stops Kubernetes clusters of this machine's own, and runs the upstream programs:\n" + upstream.Names(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(cluster.Commands()...)
	if err := root.Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
