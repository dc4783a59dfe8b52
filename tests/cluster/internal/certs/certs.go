// Package certs issues the certificates of one cluster from an authority of its own.
package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// lifetime outlasts any test run and any day of development.
const lifetime = 30 * 24 * time.Hour

// Authority signs for one cluster. Its key never leaves the cluster's state folder.
type Authority struct {
	Dir string
	crt *x509.Certificate
	key *ecdsa.PrivateKey
}

// NewAuthority makes an authority and writes ca.crt and ca.key to dir.
func NewAuthority(dir string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("failed to make the key of the authority: %w", err)
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "devcluster"},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	a := &Authority{Dir: dir, key: key, crt: template}
	if a.crt, err = a.write("ca", template, key); err != nil {
		return nil, err
	}
	return a, nil
}

// OpenAuthority reads the authority of a running cluster.
func OpenAuthority(dir string) (*Authority, error) {
	crt, err := readPEM(filepath.Join(dir, "ca.crt"))
	if err != nil {
		return nil, err
	}
	key, err := readPEM(filepath.Join(dir, "ca.key"))
	if err != nil {
		return nil, err
	}
	a := &Authority{Dir: dir}
	if a.crt, err = x509.ParseCertificate(crt); err != nil {
		return nil, fmt.Errorf("failed to parse the authority's certificate: %w", err)
	}
	if a.key, err = x509.ParseECPrivateKey(key); err != nil {
		return nil, fmt.Errorf("failed to parse the authority's key: %w", err)
	}
	return a, nil
}

// Server issues NAME.crt and NAME.key for a server with the given names and addresses, which is a
// client too, as etcd and the kubelet are.
func (a *Authority) Server(name string, hosts ...string) error {
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: name},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	return a.issue(name, template)
}

// Client issues NAME.crt and NAME.key for a user in the given groups.
func (a *Authority) Client(name, user string, groups ...string) error {
	return a.issue(name, &x509.Certificate{
		Subject:     pkix.Name{CommonName: user, Organization: groups},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
}

// Key makes NAME.key, and NAME.pub beside it.
func (a *Authority) Key(name string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("failed to make key %s: %w", name, err)
	}
	if err := a.writeKey(name, key); err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return fmt.Errorf("failed to encode key %s: %w", name, err)
	}
	return a.writePEM(name+".pub", "PUBLIC KEY", der)
}

// Path is where a file of the given name is.
func (a *Authority) Path(name string) string { return filepath.Join(a.Dir, name) }

func (a *Authority) issue(name string, template *x509.Certificate) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("failed to make the key of %s: %w", name, err)
	}
	_, err = a.write(name, template, key)
	return err
}

func (a *Authority) write(name string, template *x509.Certificate, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("failed to make a serial number: %w", err)
	}
	template.SerialNumber = serial
	// Clocks of one machine agree, but a certificate may be used within the second it was made.
	template.NotBefore = time.Now().Add(-time.Minute)
	template.NotAfter = time.Now().Add(lifetime)
	der, err := x509.CreateCertificate(rand.Reader, template, a.crt, &key.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("failed to sign the certificate of %s: %w", name, err)
	}
	if err := a.writePEM(name+".crt", "CERTIFICATE", der); err != nil {
		return nil, err
	}
	if err := a.writeKey(name, key); err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func (a *Authority) writeKey(name string, key *ecdsa.PrivateKey) error {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return fmt.Errorf("failed to encode key %s: %w", name, err)
	}
	return a.writePEM(name+".key", "EC PRIVATE KEY", der)
}

func (a *Authority) writePEM(name, kind string, der []byte) error {
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	if err := os.WriteFile(a.Path(name), text, 0o600); err != nil {
		return fmt.Errorf("failed to write %s: %w", name, err)
	}
	return nil
}

func readPEM(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("failed to read the cluster's authority (does the cluster run?): %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM block", path)
	}
	return block.Bytes, nil
}
