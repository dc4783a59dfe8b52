package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is wrong, and what must be said of it.
var wrong = map[string]struct{ dockerfile, said string }{
	"no such instruction":   {"FROM scratch\nCOPPY a /a\n", "unknown instruction: COPPY"},
	"a rule of the linter":  {"FROM scratch as a\nCOPY there /there\n", "FromAsCasing"},
	"a secret":              {"FROM debian:12\nARG PASSWORD=x\n", "SecretsUsedInArgOrEnv"},
	"no such file":          {"FROM scratch\nCOPY there absent /\n", "Dockerfile:2: absent is not in the context"},
	"no such pattern":       {"FROM scratch\nCOPY absent-* /\n", "absent-* is not in the context"},
	"an ignored file":       {"FROM scratch\nCOPY ignored /\n", "ignored is left out of the context"},
	"no such stage":         {"FROM scratch\nCOPY --from=absent /a /a\n", `no stage before this one is called "absent"`},
	"a stage that is later": {"FROM scratch\nCOPY --from=b /a /a\nFROM scratch AS b\nCOPY there /a\n", `cannot copy from stage "b"`},
	"a sum that is none":    {"FROM scratch\nADD --checksum=sha256:1 https://a.example/b /b\n", "invalid checksum"},
}

func TestWhatIsWrongIsFound(t *testing.T) {
	for name, fault := range wrong {
		t.Run(name, func(t *testing.T) {
			said := checked(t, fault.dockerfile)
			if !strings.Contains(said, fault.said) {
				t.Errorf("said %q, not %q", said, fault.said)
			}
		})
	}
}

func TestWhatIsRightIsLetPass(t *testing.T) {
	right := "ARG BASE=a\nFROM scratch AS a\nCOPY there /there\nFROM ${BASE}\nARG A_SHA256\n" +
		"COPY --from=a /there /\nADD --checksum=sha256:${A_SHA256} https://a.example/b /b\n"
	if said := checked(t, right); said != "" {
		t.Error(said)
	}
}

func checked(t *testing.T, dockerfile string) string {
	root := t.TempDir()
	files := map[string]string{"Dockerfile": dockerfile, "there": "", "ignored": "", ".dockerignore": "ignored\n"}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	faults, err := check(context.Background(), root, filepath.Join(root, "Dockerfile"))
	if err != nil {
		faults = append(faults, err.Error())
	}
	return strings.Join(faults, "\n")
}
