// Package forward carries connections from addresses of this machine to a Service.
package forward

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"time"
)

// dialWait is how long finding a Service and connecting to it may take.
const dialWait = 10 * time.Second

// Forwarder knows where connections are to go.
type Forwarder struct {
	// DNS is where the cluster's names are asked for: the Service may come, go and change its
	// address while the forwarder runs.
	DNS string
	// Target is HOST:PORT, with a name that DNS knows.
	Target string
}

// Listen takes all addresses, or none if one of them is taken.
func Listen(addresses []string) ([]net.Listener, error) {
	var listeners []net.Listener
	for _, address := range addresses {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			Close(listeners)
			return nil, fmt.Errorf("failed to listen: %w", err)
		}
		listeners = append(listeners, listener)
	}
	return listeners, nil
}

// Close gives the addresses back.
func Close(listeners []net.Listener) {
	for _, listener := range listeners {
		_ = listener.Close()
	}
}

// Serve forwards what comes in until ctx ends or a listener fails.
func (f *Forwarder) Serve(ctx context.Context, listeners []net.Listener) error {
	failed := make(chan error, len(listeners))
	for _, listener := range listeners {
		go func() { failed <- f.accept(ctx, listener) }()
	}
	defer Close(listeners)
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

func (f *Forwarder) accept(ctx context.Context, listener net.Listener) error {
	for {
		client, err := listener.Accept()
		if err != nil {
			return fmt.Errorf("failed to accept on %s: %w", listener.Addr(), err)
		}
		go func() {
			if err := f.carry(ctx, client.(*net.TCPConn)); err != nil {
				log.Println(err)
			}
		}()
	}
}

func (f *Forwarder) carry(ctx context.Context, client *net.TCPConn) error {
	defer client.Close()
	service, err := f.dial(ctx)
	if err != nil {
		return fmt.Errorf("failed to reach %s: %w", f.Target, err)
	}
	defer service.Close()
	sent := make(chan error, 1)
	go func() { sent <- pipe(service, client) }()
	err = errors.Join(pipe(client, service), <-sent)
	if err != nil {
		return fmt.Errorf("a connection to %s broke: %w", f.Target, err)
	}
	return nil
}

func (f *Forwarder) dial(ctx context.Context) (*net.TCPConn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialWait)
	defer cancel()
	dialer := net.Dialer{Resolver: &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, f.DNS)
		},
	}}
	connection, err := dialer.DialContext(ctx, "tcp", f.Target)
	if err != nil {
		return nil, err
	}
	return connection.(*net.TCPConn), nil
}

// pipe copies one direction and passes its end on, and leaves the other direction open. After a
// broken copy neither side has anything to wait for.
func pipe(to, from *net.TCPConn) error {
	_, err := io.Copy(to, from)
	if err != nil {
		_ = to.Close()
		_ = from.Close()
		return err
	}
	return ignoreClosed(to.CloseWrite())
}

// ignoreClosed drops the error of a side that was gone already.
func ignoreClosed(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return nil
	}
	return err
}
