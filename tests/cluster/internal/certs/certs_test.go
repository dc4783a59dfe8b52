package certs

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// server answers with the user and groups of the client's certificate.
func server(t *testing.T, a *Authority, hosts ...string) *httptest.Server {
	t.Helper()
	if err := a.Server("server", hosts...); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(a.Path("server.crt"), a.Path("server.key"))
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(a.crt)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user := r.TLS.PeerCertificates[0].Subject
		_, _ = w.Write([]byte(user.CommonName + " " + strings.Join(user.Organization, ",")))
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: trusted, ClientAuth: tls.RequireAndVerifyClientCert}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func ask(t *testing.T, kubeconfig string) (string, error) {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Get(config.Host)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body := make([]byte, 100)
	n, _ := response.Body.Read(body)
	return string(body[:n]), nil
}

func authority(t *testing.T) *Authority {
	t.Helper()
	a, err := NewAuthority(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestKubeconfigOfAReopenedAuthorityNamesItsUser(t *testing.T) {
	a := authority(t)
	s := server(t, a, "127.0.0.1")
	reopened, err := OpenAuthority(a.Dir)
	if err != nil {
		t.Fatal(err)
	}
	path, err := reopened.Kubeconfig("ann", s.URL, "ann", "readers", "writers")
	if err != nil {
		t.Fatal(err)
	}
	who, err := ask(t, path)
	if err != nil || who != "ann readers,writers" {
		t.Errorf("the server saw %q, %v", who, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the kubeconfig is open to others: %v, %v", info.Mode(), err)
	}
}

func TestClientsOfAnotherAuthorityAreRefused(t *testing.T) {
	s := server(t, authority(t), "127.0.0.1")
	path, err := authority(t).Kubeconfig("ann", s.URL, "ann")
	if err != nil {
		t.Fatal(err)
	}
	if who, err := ask(t, path); err == nil {
		t.Errorf("two authorities trust each other: %s", who)
	}
}

func TestServersOfOtherAddressesAreRefused(t *testing.T) {
	a := authority(t)
	s := server(t, a, "10.0.0.1")
	path, err := a.Kubeconfig("ann", s.URL, "ann")
	if err != nil {
		t.Fatal(err)
	}
	if who, err := ask(t, path); err == nil {
		t.Errorf("a certificate for another address was accepted: %s", who)
	}
}

func TestClientsAreNoServers(t *testing.T) {
	a := authority(t)
	if err := a.Client("ann", "ann"); err != nil {
		t.Fatal(err)
	}
	der, err := readPEM(a.Path("ann.crt"))
	if err != nil {
		t.Fatal(err)
	}
	crt, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(crt.ExtKeyUsage, x509.ExtKeyUsageServerAuth) || crt.IsCA {
		t.Error("a client's certificate can do more than name a client")
	}
	if err := crt.CheckSignatureFrom(a.crt); err != nil {
		t.Error(err)
	}
}
