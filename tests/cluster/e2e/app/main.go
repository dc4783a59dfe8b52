// Command app is what the pods of these tests run: it says how it sees the world.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	http.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/lookup", func(w http.ResponseWriter, r *http.Request) {
		addresses, err := net.DefaultResolver.LookupHost(r.Context(), r.URL.Query().Get("host"))
		answer(w, fmt.Sprint(addresses), err)
	})
	http.HandleFunc("/fetch", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL.Query().Get("url"), nil)
		if err != nil {
			answer(w, "", err)
			return
		}
		// A policy does not cut off a connection that is there already.
		request.Close = true
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			answer(w, "", err)
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		answer(w, string(body), err)
	})
	http.HandleFunc("/write", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, "written", os.WriteFile("/data/file", []byte("written"), 0o600))
	})
	http.HandleFunc("/read", func(w http.ResponseWriter, _ *http.Request) {
		text, err := os.ReadFile("/data/file")
		answer(w, string(text), err)
	})
	http.HandleFunc("/name", func(w http.ResponseWriter, _ *http.Request) {
		name, err := os.Hostname()
		answer(w, name, err)
	})
	http.HandleFunc("/upgrade", upgrade)
	log.Println("listening on port 80 as user", os.Getuid())
	log.Fatal(http.ListenAndServe(":80", nil))
}

// upgrade leaves HTTP, as WebSockets do, and sends back what it gets.
func upgrade(w http.ResponseWriter, _ *http.Request) {
	connection, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		answer(w, "", err)
		return
	}
	defer connection.Close()
	fmt.Fprint(buffered, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	if buffered.Flush() == nil {
		_, _ = io.Copy(connection, buffered)
	}
}

func answer(w http.ResponseWriter, text string, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprint(w, text)
}
