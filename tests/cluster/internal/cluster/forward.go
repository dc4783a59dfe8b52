package cluster

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coditect.ai/cluster/internal/forward"
	"coditect.ai/cluster/internal/proc"
)

// forwardInfo is what `devcluster forward` prints.
type forwardInfo struct {
	programInfo
	Listen []string `json:"listen"`
	Target string   `json:"target"`
}

func forwardCommand() *cobra.Command {
	var name string
	var listen []string
	command := &cobra.Command{
		Use:   "forward --listen ADDRESS:PORT NAMESPACE/SERVICE:PORT",
		Short: "Forward a port of this machine to a Service of a real node's cluster",
		Long: "Forwards TCP connections to a Service, in the background, until \"devcluster kill\" or until the\n" +
			"cluster ends. The Service need not exist yet. Prints one line of JSON: \"program\" is the name for\n" +
			"kill and logs, forward-PORT.",
		Example: "  devcluster forward --name dev --listen 127.0.0.1:8080 coditect/coditect-gateway:80",
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			info, err := startForwarder(name, listen, args[0])
			if err != nil {
				return err
			}
			return json.NewEncoder(command.OutOrStdout()).Encode(info)
		},
	}
	nameFlag(command, &name)
	command.Flags().StringArrayVar(&listen, "listen", nil, "address and port of this machine (may be repeated)")
	_ = command.MarkFlagRequired("listen")
	command.SetFlagErrorFunc(flagError)
	return command
}

func startForwarder(name string, listen []string, service string) (*forwardInfo, error) {
	info, err := mustRun(name)
	if err != nil {
		return nil, err
	}
	if info.Net == nil {
		return nil, fmt.Errorf("cluster %s has no real node, so no Service of it answers", name)
	}
	target, err := serviceTarget(service)
	if err != nil {
		return nil, err
	}
	program, err := forwarderName(listen)
	if err != nil {
		return nil, err
	}
	// Taken and given back, so that a port which is another's is this command's error.
	listeners, err := forward.Listen(listen)
	if err != nil {
		return nil, err
	}
	forward.Close(listeners)
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("failed to find this program: %w", err)
	}
	args := []string{self, "forwarder", "--dns", net.JoinHostPort(info.Net.DNS, "53"), "--target", target}
	for _, address := range listen {
		args = append(args, "--listen", address)
	}
	started, err := control[programInfo](info, "run", programRequest{Program: program, Command: args, Env: os.Environ(), Dir: info.Dir})
	if err != nil {
		return nil, err
	}
	return &forwardInfo{started, listen, target}, awaitListening(started, listen)
}

// awaitListening waits until the forwarder listens, or has ended.
func awaitListening(program programInfo, listen []string) error {
	ticks := proc.StartTicks(program.PID)
	for _, address := range listen {
		for {
			connection, err := net.Dial("tcp", address)
			if err == nil {
				_ = connection.Close()
				break
			}
			if ticks == 0 || proc.StartTicks(program.PID) != ticks {
				return fmt.Errorf("program %s ended at once; see %s", program.Program, program.Log)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	return nil
}

// serviceTarget is the name by which the cluster's DNS knows NAMESPACE/SERVICE:PORT.
func serviceTarget(service string) (string, error) {
	path, port, found := strings.Cut(service, ":")
	namespace, name, both := strings.Cut(path, "/")
	number, err := strconv.ParseUint(port, 10, 16)
	if !found || !both || namespace == "" || name == "" || err != nil || number == 0 {
		return "", fmt.Errorf("%q: want NAMESPACE/SERVICE:PORT, the port as a number", service)
	}
	// The last dot keeps this machine's search domains out.
	return net.JoinHostPort(name+"."+namespace+".svc.cluster.local.", port), nil
}

// forwarderName is the program's name: the first port tells one forwarder from another.
func forwarderName(listen []string) (string, error) {
	for _, address := range listen {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			return "", fmt.Errorf("--listen %q: want ADDRESS:PORT", address)
		}
		if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
			return "", fmt.Errorf("--listen %q: want a port that is a number above 0", address)
		}
	}
	_, port, _ := net.SplitHostPort(listen[0])
	return "forward-" + port, nil
}

// forwarderCommand is the program that the supervisor runs for forwardCommand.
func forwarderCommand() *cobra.Command {
	var listen []string
	var forwarder forward.Forwarder
	command := &cobra.Command{
		Use:    "forwarder",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			ctx, cancel := untilStopped(false)
			defer cancel()
			listeners, err := forward.Listen(listen)
			if err != nil {
				return err
			}
			return forwarder.Serve(ctx, listeners)
		},
	}
	command.Flags().StringArrayVar(&listen, "listen", nil, "address and port to listen on")
	command.Flags().StringVar(&forwarder.DNS, "dns", "", "address and port of the cluster's DNS")
	command.Flags().StringVar(&forwarder.Target, "target", "", "HOST:PORT to forward to")
	return command
}
