// Package upstream runs the programs of Kubernetes and its neighbours, unchanged.
package upstream

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/etcdmain"
	helm "helm.sh/helm/v4/pkg/cmd"
	"helm.sh/helm/v4/pkg/kube"
	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	kubeproxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwok "sigs.k8s.io/kwok/pkg/kwok/cmd"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
	kwoksignals "sigs.k8s.io/kwok/pkg/utils/signals"

	// The plugins that the Corefile of a cluster names.
	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/ready"

	// Registered by the upstream mains as well.
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
)

var programs = map[string]func(args []string){
	"etcd":                    etcdmain.Main,
	"kube-apiserver":          component(apiserver.NewAPIServerCommand),
	"kube-controller-manager": controllerManager,
	"kube-scheduler":          component(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kube-proxy":              component(kubeproxy.NewProxyCommand),
	"kubelet":                 component(func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }),
	"kubectl":                 component(kubectl.NewDefaultKubectlCommand),
	"helm":                    runHelm,
	"kwok":                    runKwok,
	"coredns":                 runCoreDNS,
}

// Has tells whether name is one of the upstream programs.
func Has(name string) bool {
	_, ok := programs[name]
	return ok
}

// Names lists the upstream programs.
func Names() string {
	names := make([]string, 0, len(programs))
	for name := range programs {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

// Run becomes the program; args[0] is its name. It does not return.
func Run(name string, args []string) {
	os.Args = args
	programs[name](args)
	os.Exit(0)
}

func component(command func() *cobra.Command) func([]string) {
	return func([]string) { os.Exit(cli.Run(command())) }
}

func runHelm(args []string) {
	// The manager that helm's own main puts into managedFields, whatever the program is called.
	kube.ManagedFieldsManager = "helm"
	command, err := helm.NewRootCmd(os.Stdout, args[1:], helm.SetupLogging)
	exitOn(err)
	if err := command.Execute(); err != nil {
		status := 1
		if failed, ok := errors.AsType[helm.CommandError](err); ok {
			status = failed.ExitCode
		}
		os.Exit(status)
	}
}

// runKwok does what kwok's own main does: its configuration is a flag that is read first of all.
func runKwok([]string) {
	flags := pflag.NewFlagSet("global", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.Usage = func() {}
	ctx, _ := kwoklog.InitFlags(kwoksignals.SetupSignalContext(), flags)
	ctx, err := kwokconfig.InitFlags(ctx, flags)
	exitOn(err)
	command := kwok.NewCommand(ctx)
	// Kubernetes' programs, linked into this one, have taken the flag that this would make.
	command.Version = ""
	command.PersistentFlags().AddFlagSet(flags)
	exitOn(command.ExecuteContext(ctx))
}

func runCoreDNS([]string) {
	// The order in which plugins are chained, as upstream's list has it.
	dnsserver.Directives = []string{"bind", "ready", "health", "errors", "kubernetes"}
	coremain.Run()
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
