// Command dockerfile checks Dockerfiles with BuildKit's own parser and linter, where there is no
// BuildKit to build them with: that they parse, that no rule of the linter complains, and that what
// they copy is there.
//
//	dockerfile CONTEXT DOCKERFILE...
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: dockerfile CONTEXT DOCKERFILE...")
		os.Exit(2)
	}
	faults := 0
	for _, file := range os.Args[2:] {
		found, err := check(context.Background(), os.Args[1], file)
		if err != nil {
			found = append(found, fmt.Sprintf("%s: %v", file, err))
		}
		for _, fault := range found {
			fmt.Fprintln(os.Stderr, "error:", fault)
		}
		faults += len(found)
	}
	if faults > 0 {
		os.Exit(1)
	}
}

// check gives what is wrong with a Dockerfile that is built with the folder root as its context.
func check(ctx context.Context, root, file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	name, err := filepath.Rel(root, file)
	if err != nil {
		name = file
	}
	faults, err := lint(ctx, name, text)
	if err != nil {
		return faults, err
	}
	missing, err := missing(root, name, text)
	return append(faults, missing...), err
}
