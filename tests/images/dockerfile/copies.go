package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// missing gives what a Dockerfile copies and does not find: files of the context that are not there
// or are ignored, and stages that nobody has named.
func missing(root, name string, text []byte) ([]string, error) {
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return nil, err
	}
	ignored, err := ignoredOf(root)
	if err != nil {
		return nil, err
	}
	var faults []string
	for number, stage := range stages {
		for _, command := range stage.Commands {
			line := 0
			if at := command.Location(); len(at) > 0 {
				line = at[0].Start.Line
			}
			for _, fault := range faultsOf(root, ignored, stages[:number], command) {
				faults = append(faults, fmt.Sprintf("%s:%d: %s", name, line, fault))
			}
		}
	}
	return faults, nil
}

// faultsOf looks at one command, which may copy from the context and from the stages before it.
func faultsOf(root string, ignored *patternmatcher.PatternMatcher, before []instructions.Stage, command instructions.Command) []string {
	switch command := command.(type) {
	case *instructions.CopyCommand:
		if command.From != "" {
			return stageFaults(before, command.From)
		}
		return fileFaults(root, ignored, command.SourcePaths)
	case *instructions.AddCommand:
		local := slices.DeleteFunc(slices.Clone(command.SourcePaths), func(source string) bool {
			return strings.Contains(source, "://") || strings.HasPrefix(source, "$")
		})
		return fileFaults(root, ignored, local)
	}
	return nil
}

func stageFaults(before []instructions.Stage, from string) []string {
	if number, err := strconv.Atoi(from); err == nil && number < len(before) {
		return nil
	}
	named := func(stage instructions.Stage) bool { return strings.EqualFold(stage.Name, from) }
	if slices.ContainsFunc(before, named) {
		return nil
	}
	return []string{fmt.Sprintf("no stage before this one is called %q", from)}
}

func fileFaults(root string, ignored *patternmatcher.PatternMatcher, sources []string) []string {
	var faults []string
	for _, source := range sources {
		found, err := filepath.Glob(filepath.Join(root, source))
		if err != nil || len(found) == 0 {
			faults = append(faults, fmt.Sprintf("%s is not in the context", source))
			continue
		}
		if out, err := ignored.MatchesOrParentMatches(filepath.Clean(source)); err != nil || out {
			faults = append(faults, fmt.Sprintf("%s is left out of the context by .dockerignore", source))
		}
	}
	return faults
}

func ignoredOf(root string) (*patternmatcher.PatternMatcher, error) {
	file, err := os.Open(filepath.Join(root, ".dockerignore"))
	if os.IsNotExist(err) {
		return patternmatcher.New(nil)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		return nil, err
	}
	return patternmatcher.New(patterns)
}
