package proc

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

func sleeper(t *testing.T, g *Group, name string) *Program {
	t.Helper()
	p, err := g.Start(name, exec.Command("sleep", "600"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestKillEndsAllProgramsOfAGroup(t *testing.T) {
	g := NewGroup(t.TempDir())
	a, b := sleeper(t, g, "a"), sleeper(t, g, "b")
	if a.Ended() || StartTicks(a.Pid()) == 0 {
		t.Fatal("the program does not run")
	}
	g.Kill()
	if !a.Ended() || !b.Ended() || StartTicks(a.Pid()) != 0 {
		t.Error("a program still runs")
	}
}

func TestWhatAProgramLeavesRunningGoesWithIt(t *testing.T) {
	dir := t.TempDir()
	g := NewGroup(dir)
	p, err := g.Start("parent", exec.Command("sh", "-c", "sleep 600 & echo $!"))
	if err != nil {
		t.Fatal(err)
	}
	<-p.Done()
	text, err := os.ReadFile(p.Log)
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); StartTicks(child) != 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the child outlives its parent")
		}
	}
}

func TestAwaitTellsTheLastLinesOfAProgramThatStops(t *testing.T) {
	g := NewGroup(t.TempDir())
	if _, err := g.Start("crasher", exec.Command("sh", "-c", "echo out of luck; exit 3")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := g.Await(ctx, io.Discard, "nothing", func(context.Context) error { return errors.New("not yet") })
	if err == nil || !strings.Contains(err.Error(), "crasher stopped (exit status 3)") || !strings.Contains(err.Error(), "out of luck") {
		t.Errorf("got %v", err)
	}
}

func TestAwaitTellsWhatIsMissingWhenTimeIsUp(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	err := NewGroup(t.TempDir()).Await(ctx, io.Discard, "the thing", func(context.Context) error { return errors.New("no reply") })
	if err == nil || err.Error() != "the thing did not become ready in time: no reply" {
		t.Errorf("got %v", err)
	}
}

func TestSignalLeavesALaterProcessWithTheSameNumberAlone(t *testing.T) {
	g := NewGroup(t.TempDir())
	defer g.Kill()
	p := sleeper(t, g, "a")
	Signal(p.Pid(), StartTicks(p.Pid())+1, 9)
	time.Sleep(50 * time.Millisecond)
	if p.Ended() {
		t.Error("another process was killed")
	}
}
