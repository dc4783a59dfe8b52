package proc

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Await asks until ready says nil, and tells w every few seconds what it waits for. A program of
// the group that stops meanwhile ends the wait.
func (g *Group) Await(ctx context.Context, w io.Writer, what string, ready func(context.Context) error) error {
	began := time.Now()
	told := began
	for {
		last := ready(ctx)
		if last == nil {
			fmt.Fprintf(w, "  %s: ready after %.1fs\n", what, time.Since(began).Seconds())
			return nil
		}
		if time.Since(told) > 3*time.Second {
			fmt.Fprintf(w, "  %s: waiting, %.0fs so far (%v)\n", what, time.Since(began).Seconds(), last)
			told = time.Now()
		}
		select {
		case err := <-g.failed:
			return err
		case <-ctx.Done():
			return fmt.Errorf("%s did not become ready in time: %w", what, last)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
