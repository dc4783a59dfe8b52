package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"coditect.ai/cluster/internal/proc"
)

// stopWait is how long a supervisor may take to end before it is killed.
const stopWait = 30 * time.Second

func stopCommand() *cobra.Command {
	var name string
	var dead bool
	command := &cobra.Command{
		Use:   "stop",
		Short: "Stop a cluster and remove all that is left of it",
		Long: "Stops a cluster and removes all that is left of it. It is no error if there is none, and it\n" +
			"also removes what a cluster has left whose supervisor was killed.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if dead {
				return stopDead()
			}
			return stop(name)
		},
	}
	nameFlag(command, &name)
	command.Flags().BoolVar(&dead, "all-dead", false, "instead, remove what all clusters have left whose supervisors were killed")
	command.SetFlagErrorFunc(flagError)
	return command
}

func stop(name string) error {
	dir, err := stateDir(name)
	if err != nil {
		return err
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		return nil
	}
	info, err := Running(name)
	if err != nil {
		return err
	}
	if info != nil {
		proc.Signal(info.PID, info.StartTicks, syscall.SIGTERM)
		for deadline := time.Now().Add(stopWait); proc.StartTicks(info.PID) == info.StartTicks; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				proc.Signal(info.PID, info.StartTicks, syscall.SIGKILL)
			}
		}
	}
	held, err := hold(dir)
	if errors.Is(err, errTaken) {
		return fmt.Errorf("cluster %s: %w; try again in a moment", name, err)
	}
	if err != nil {
		return err
	}
	defer held.Close()
	return cleanUp(dir)
}

func stopDead() error {
	names, err := known()
	if err != nil {
		return err
	}
	var failed error
	for _, name := range names {
		dir, err := stateDir(name)
		if err != nil {
			continue
		}
		held, err := hold(dir)
		if errors.Is(err, errTaken) {
			continue
		}
		if err == nil {
			err = cleanUp(dir)
			held.Close()
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the clusters: one line of JSON for each, as start prints it",
		Long: "Lists the clusters: one line of JSON for each, as start prints it. A cluster whose supervisor was\n" +
			"killed has no \"pid\"; stop it to remove what it left.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			names, err := known()
			if err != nil {
				return err
			}
			for _, name := range names {
				info, err := Running(name)
				if err != nil {
					return err
				}
				if info == nil {
					info = &Info{Name: name}
				}
				if err := json.NewEncoder(command.OutOrStdout()).Encode(info); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// known are the names of all clusters that have state, alive or not.
func known() ([]string, error) {
	entries, err := os.ReadDir(stateRoot())
	if err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("failed to list clusters: %w", err)
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() && namePattern.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	return names, nil
}
