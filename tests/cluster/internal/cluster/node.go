package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/spf13/cobra"
)

// nodeRequest asks the inside of a cluster to stop its node or to start it again.
type nodeRequest struct {
	Run bool `json:"run"`
}

// nodeAnswer has what went wrong, if anything did.
type nodeAnswer struct {
	Error string `json:"error,omitempty"`
}

// inside is how the supervisor speaks to the inside of a cluster: a request and its answer at a
// time.
type inside struct {
	mu       sync.Mutex
	requests *json.Encoder
	answers  *bufio.Scanner
}

func (i *inside) ask(request nodeRequest) (nodeAnswer, error) {
	var answer nodeAnswer
	if i == nil {
		return answer, errors.New("the cluster has no real node")
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.requests.Encode(request); err != nil {
		return answer, fmt.Errorf("failed to ask the node: %w", err)
	}
	if !i.answers.Scan() {
		return answer, errors.New("the node does not answer")
	}
	if err := json.Unmarshal(i.answers.Bytes(), &answer); err != nil {
		return answer, fmt.Errorf("failed to parse the node's answer: %w", err)
	}
	if answer.Error != "" {
		return answer, errors.New(answer.Error)
	}
	return answer, nil
}

// obey does what the supervisor asks for, until it asks no more.
func obey(ctx context.Context, node *realNode, requests *json.Decoder, answers *json.Encoder) {
	for {
		var request nodeRequest
		if requests.Decode(&request) != nil {
			return
		}
		act := func() error { return node.loseAgents() }
		if request.Run {
			act = func() error { return node.recover(ctx) }
		}
		var answer nodeAnswer
		if err := act(); err != nil {
			answer.Error = err.Error()
		}
		if answers.Encode(answer) != nil {
			return
		}
	}
}

func nodeCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "node",
		Short: "Stop the real node of a cluster as a loss of power does, or start it again",
	}
	command.AddCommand(
		nodeRunCommand("stop", "Kill the kubelet, containerd and all containers; volumes stay", false),
		nodeRunCommand("start", "Start a node that was stopped", true),
	)
	return command
}

func nodeRunCommand(use, short string, run bool) *cobra.Command {
	var name string
	command := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			info, err := mustRun(name)
			if err != nil {
				return err
			}
			_, err = control[nodeAnswer](info, "node", nodeRequest{Run: run})
			return err
		},
	}
	nameFlag(command, &name)
	command.SetFlagErrorFunc(flagError)
	return command
}
