package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"
)

func runCommand() *cobra.Command {
	var name, program string
	var env []string
	command := &cobra.Command{
		Use:   "run --program P -- COMMAND ARGUMENT...",
		Short: "Run a further program that ends with the cluster",
		Long: "Runs a program in the background, in this folder and with this environment, until it ends, until\n" +
			"\"devcluster kill\", or until the cluster ends. Prints its process and its log as one line of JSON.",
		Example: "  devcluster run --name dev --program operator --env RUST_LOG=info -- target/release/coditect-operator",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir, err := os.Getwd()
			if err != nil {
				return fmt.Errorf("failed to find this folder: %w", err)
			}
			info, err := mustRun(name)
			if err != nil {
				return err
			}
			answer, err := control[programInfo](info, "run", programRequest{
				Program: program, Command: args, Env: append(os.Environ(), env...), Dir: dir,
			})
			return printJSON(command, answer, err)
		},
	}
	nameFlag(command, &name)
	command.Flags().StringVar(&program, "program", "", "name of the program")
	command.Flags().StringArrayVar(&env, "env", nil, "NAME=VALUE to add to the environment (may be repeated)")
	_ = command.MarkFlagRequired("program")
	command.SetFlagErrorFunc(flagError)
	return command
}

func killCommand() *cobra.Command {
	var name, program, signal string
	command := &cobra.Command{
		Use:   "kill --program P",
		Short: "Signal a program that run started; waits for its end if the signal ends it",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			number := unix.SignalNum("SIG" + strings.TrimPrefix(strings.ToUpper(signal), "SIG"))
			if number == 0 {
				return fmt.Errorf("--signal %q: want a name such as TERM, KILL, STOP or CONT", signal)
			}
			info, err := mustRun(name)
			if err != nil {
				return err
			}
			answer, err := control[programInfo](info, "kill", programRequest{Program: program, Signal: number})
			return printJSON(command, answer, err)
		},
	}
	nameFlag(command, &name)
	command.Flags().StringVar(&program, "program", "", "name of the program")
	command.Flags().StringVar(&signal, "signal", "TERM", "name of the signal")
	_ = command.MarkFlagRequired("program")
	command.SetFlagErrorFunc(flagError)
	return command
}

func logsCommand() *cobra.Command {
	var name, program string
	command := &cobra.Command{
		Use:   "logs --program P",
		Short: "Print the log of a program, of the cluster's own (kube-apiserver, …) or of run's",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			dir, err := stateDir(name)
			if err != nil {
				return err
			}
			if !programPattern.MatchString(program) {
				return fmt.Errorf("--program %q: want letters, digits, '-', '_' and '.'", program)
			}
			log, err := os.Open(filepath.Join(dir, "logs", runPrefix+program+".log"))
			if os.IsNotExist(err) {
				log, err = os.Open(filepath.Join(dir, "logs", program+".log"))
			}
			if err != nil {
				return fmt.Errorf("failed to open the log of %s: %w", program, err)
			}
			defer log.Close()
			_, err = io.Copy(command.OutOrStdout(), log)
			return err
		},
	}
	nameFlag(command, &name)
	command.Flags().StringVar(&program, "program", "", "name of the program")
	_ = command.MarkFlagRequired("program")
	command.SetFlagErrorFunc(flagError)
	return command
}

// control asks the supervisor.
func control[Answer any](info *Info, verb string, request any) (Answer, error) {
	var answer Answer
	body, err := json.Marshal(request)
	if err != nil {
		return answer, fmt.Errorf("failed to encode the request: %w", err)
	}
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", controlSocket(info.Dir))
		},
	}}
	response, err := client.Post("http://supervisor/"+verb, "application/json", bytes.NewReader(body))
	if err != nil {
		return answer, fmt.Errorf("failed to reach the supervisor: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return answer, fmt.Errorf("failed to read the supervisor's answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return answer, fmt.Errorf("the supervisor refuses to %s: %s", verb, bytes.TrimSpace(text))
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return answer, fmt.Errorf("failed to parse the supervisor's answer: %w", err)
	}
	return answer, nil
}

// printJSON prints what the supervisor has answered as one line.
func printJSON(command *cobra.Command, answer programInfo, err error) error {
	if err != nil {
		return err
	}
	return json.NewEncoder(command.OutOrStdout()).Encode(answer)
}
