package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"time"

	"coditect.ai/cluster/internal/proc"
)

// programRequest asks the supervisor to run or to signal a program.
type programRequest struct {
	Program string         `json:"program"`
	Command []string       `json:"command,omitempty"`
	Env     []string       `json:"env,omitempty"`
	Dir     string         `json:"dir,omitempty"`
	Signal  syscall.Signal `json:"signal,omitempty"`
}

// programInfo is what the supervisor tells of a program.
type programInfo struct {
	Program string `json:"program"`
	PID     int    `json:"pid"`
	Log     string `json:"log"`
}

// programs are what `devcluster run` starts. They may end when they like, but not outlive the
// cluster.
type programs struct {
	group   *proc.Group
	server  *http.Server
	mu      sync.Mutex
	running map[string]*proc.Program
}

// killWait is how long the supervisor waits for a program that was told to end.
const killWait = 10 * time.Second

// runPrefix keeps the logs of such programs apart from the cluster's own.
const runPrefix = "run-"

var programPattern = regexp.MustCompile(`^[a-zA-Z0-9]([-a-zA-Z0-9_.]{0,62})$`)

func controlSocket(dir string) string { return filepath.Join(dir, "control.sock") }

// servePrograms listens on a socket that only this user can reach. node is nil where none is real.
func servePrograms(dir string, node *inside) (*programs, error) {
	listener, err := net.Listen("unix", controlSocket(dir))
	if err != nil {
		return nil, fmt.Errorf("failed to listen for programs to run: %w", err)
	}
	if err := os.Chmod(controlSocket(dir), 0o600); err != nil {
		return nil, fmt.Errorf("failed to close the control socket to others: %w", err)
	}
	p := &programs{group: proc.NewGroup(filepath.Join(dir, "logs")), running: map[string]*proc.Program{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", handle(p.run))
	mux.HandleFunc("POST /kill", handle(p.kill))
	mux.HandleFunc("POST /node", handle(node.ask))
	p.server = &http.Server{Handler: mux, ReadHeaderTimeout: time.Second}
	go func() { _ = p.server.Serve(listener) }()
	return p, nil
}

func (p *programs) stop() {
	_ = p.server.Close()
	p.group.Stop()
}

func (p *programs) run(request programRequest) (programInfo, error) {
	if !programPattern.MatchString(request.Program) {
		return programInfo{}, fmt.Errorf("--program %q: want letters, digits, '-', '_' and '.'", request.Program)
	}
	if len(request.Command) == 0 {
		return programInfo{}, errors.New("no command to run")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.running[request.Program]; old != nil && !old.Ended() {
		return programInfo{}, fmt.Errorf("program %s runs already (process %d)", request.Program, old.Pid())
	}
	cmd := exec.Command(request.Command[0], request.Command[1:]...)
	cmd.Env, cmd.Dir = request.Env, request.Dir
	started, err := p.group.Start(runPrefix+request.Program, cmd)
	if err != nil {
		return programInfo{}, err
	}
	p.running[request.Program] = started
	return programInfo{Program: request.Program, PID: started.Pid(), Log: started.Log}, nil
}

func (p *programs) kill(request programRequest) (programInfo, error) {
	p.mu.Lock()
	program := p.running[request.Program]
	p.mu.Unlock()
	if program == nil || program.Ended() {
		return programInfo{}, fmt.Errorf("no program %s runs", request.Program)
	}
	if err := program.Signal(request.Signal); err != nil {
		return programInfo{}, fmt.Errorf("failed to signal %s: %w", request.Program, err)
	}
	info := programInfo{Program: request.Program, PID: program.Pid(), Log: program.Log}
	if request.Signal != syscall.SIGTERM && request.Signal != syscall.SIGINT && request.Signal != syscall.SIGKILL {
		return info, nil
	}
	select {
	case <-program.Done():
		return info, nil
	case <-time.After(killWait):
		return info, fmt.Errorf("program %s still runs %s after the signal", request.Program, killWait)
	}
}

func handle[Request, Answer any](act func(Request) (Answer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var request Request
		err := json.NewDecoder(r.Body).Decode(&request)
		var answer Answer
		if err == nil {
			answer, err = act(request)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		_ = json.NewEncoder(w).Encode(answer)
	}
}
