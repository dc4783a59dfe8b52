// Package proc runs the programs of a cluster so that none outlives it.
package proc

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// grace is how long a program may take to stop before it is killed.
const grace = 5 * time.Second

// Group is a set of programs that are stopped together, the last one first.
//
// Each gets SIGKILL from the kernel when the thread that started it ends, so all of them are
// started by one thread that lives as long as the process does.
type Group struct {
	logs    string
	spawns  chan func()
	mu      sync.Mutex
	running []*Program
	failed  chan error
}

// Program is one that was started.
type Program struct {
	Name string
	Log  string
	cmd  *exec.Cmd
	done chan struct{}
	// Its end is wanted.
	halted atomic.Bool
}

// NewGroup makes an empty group whose programs log to files in logs.
func NewGroup(logs string) *Group {
	g := &Group{logs: logs, spawns: make(chan func()), failed: make(chan error, 16)}
	go func() {
		runtime.LockOSThread()
		for spawn := range g.spawns {
			spawn()
		}
	}()
	return g
}

// Start runs cmd under name.
func (g *Group) Start(name string, cmd *exec.Cmd) (*Program, error) {
	log := filepath.Join(g.logs, name+".log")
	file, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("failed to open the log of %s: %w", name, err)
	}
	defer file.Close()
	cmd.Stdout, cmd.Stderr = file, file
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	// A group of its own: Ctrl-C at the terminal is for the supervisor, which stops in order.
	cmd.SysProcAttr.Setpgid = true
	started := make(chan error)
	g.spawns <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return nil, fmt.Errorf("failed to start %s: %w", name, err)
	}
	p := &Program{Name: name, Log: log, cmd: cmd, done: make(chan struct{})}
	g.mu.Lock()
	g.running = append(g.running, p)
	g.mu.Unlock()
	go g.wait(p)
	return p, nil
}

func (g *Group) wait(p *Program) {
	// Until it is reaped nobody else can have its number, nor its group: then what it has started
	// and left running can go safely.
	_ = unix.Waitid(unix.P_PID, p.Pid(), nil, unix.WEXITED|unix.WNOWAIT, nil)
	_ = syscall.Kill(-p.Pid(), syscall.SIGKILL)
	_ = p.cmd.Wait()
	close(p.done)
	if p.halted.Load() {
		return
	}
	select {
	case g.failed <- fmt.Errorf("%s stopped (%v); its last lines:\n%s", p.Name, p.cmd.ProcessState, tail(p.Log)):
	default:
	}
}

// Failed delivers an error for each program that stops, unless it was halted.
func (g *Group) Failed() <-chan error { return g.failed }

// Kill ends all programs at once: the state they would save is thrown away with them.
func (g *Group) Kill() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, p := range g.running {
		_ = p.cmd.Process.Kill()
	}
	for _, p := range g.running {
		<-p.done
	}
	g.running = nil
}

// Stop stops all programs, the last one started first, and waits for each.
func (g *Group) Stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := len(g.running) - 1; i >= 0; i-- {
		g.running[i].Stop()
	}
	g.running = nil
}

// Stop asks the program to stop, and kills it if it does not.
func (p *Program) Stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(grace):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

// Halt kills the program, and that is no failure of its group.
func (p *Program) Halt() {
	p.halted.Store(true)
	_ = p.cmd.Process.Kill()
	<-p.done
}

// Signal signals the program.
func (p *Program) Signal(signal syscall.Signal) error { return p.cmd.Process.Signal(signal) }

// Pid is the program's process.
func (p *Program) Pid() int { return p.cmd.Process.Pid }

// Ended tells whether the program has stopped.
func (p *Program) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Done is closed when the program has stopped.
func (p *Program) Done() <-chan struct{} { return p.done }

func tail(log string) []byte {
	text, err := os.ReadFile(log)
	if err != nil {
		return []byte(err.Error())
	}
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	if len(lines) > 15 {
		lines = lines[len(lines)-15:]
	}
	return bytes.Join(lines, []byte("\n"))
}
