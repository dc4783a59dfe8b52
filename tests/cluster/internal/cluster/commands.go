package cluster

import (
	"fmt"

	"github.com/spf13/cobra"
)

// Commands are those that start, stop and use clusters.
func Commands() []*cobra.Command {
	return []*cobra.Command{
		startCommand(), stopCommand(), nodeCommand(), listCommand(), kubeconfigCommand(), loadCommand(),
		runCommand(), killCommand(), logsCommand(), forwardCommand(),
		initCommand(), insideCommand(), forwarderCommand(), networkPoliciesCommand(),
	}
}

func nameFlag(command *cobra.Command, name *string) {
	command.Flags().StringVar(name, "name", "dev", "name of the cluster")
}

// flagError makes wrong flags say where the right ones are listed.
func flagError(command *cobra.Command, err error) error {
	return fmt.Errorf("%w; see: devcluster %s --help", err, command.Name())
}
