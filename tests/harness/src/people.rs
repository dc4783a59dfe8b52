//! The API and the gateway, and people who use them over HTTP as a browser or curl does.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::rights::OPERATOR;
use crate::{Program, System, free_port};

/// The API and the gateway of a [`System`]: programs of their own, or the pods of the chart.
pub struct Services {
    http: reqwest::Client,
    /// `host:port` of the public URL: what the Host header says.
    domain: String,
    /// Where the gateway listens.
    address: String,
    /// Where the API listens, for those whom the gateway does not let through.
    api: SocketAddr,
    programs: Option<Programs>,
}

/// Those that run beside a cluster whose pods do not.
struct Programs {
    data: TempDir,
    _running: [Program; 2],
}

/// Somebody with a login.
pub struct Person<'a> {
    services: &'a Services,
    /// The id of their account.
    pub id: String,
    token: String,
}

impl Services {
    /// Starts both as programs, and waits until the gateway passes requests on to the API.
    pub async fn start(system: &System) -> anyhow::Result<Self> {
        let address = gateway_address(&system.public_url)?;
        let health = free_port()?;
        let data = TempDir::new()?;
        let public_url = ("--public-url", system.public_url.clone());
        let kubeconfig = &system.cluster.kubeconfig;
        let api = [
            ("--listen", system.api.to_string()),
            ("--metrics-listen", format!("127.0.0.1:{}", free_port()?)),
            // The gateway, which comes from the address that it goes to.
            ("--trusted-proxies", format!("{}/32", system.api.ip())),
            ("--data-dir", data.path().display().to_string()),
            ("--operator-account", OPERATOR.to_owned()),
            public_url.clone(),
        ];
        let gateway = [
            ("--listen", address),
            ("--health-listen", format!("127.0.0.1:{health}")),
            ("--api-url", format!("http://{}", system.api)),
            public_url,
        ];
        let running = [
            Program::start_with("api", kubeconfig, &api, &system.environment)?,
            Program::start_with("gateway", kubeconfig, &gateway, &system.environment)?,
        ];
        let programs = Some(Programs { data, _running: running });
        let services = Self { programs, ..Self::at(&system.public_url, system.api)? };
        let ready = format!("http://127.0.0.1:{health}/readyz");
        services.until_ok("the gateway", || services.http.get(&ready)).await?;
        services.answers().await?;
        Ok(services)
    }

    /// Those that are there already.
    pub(crate) fn at(public_url: &str, api: SocketAddr) -> anyhow::Result<Self> {
        let redirects = reqwest::redirect::Policy::none();
        Ok(Self {
            http: reqwest::Client::builder().redirect(redirects).build()?,
            domain: public_url.trim_start_matches("http://").to_owned(),
            address: gateway_address(public_url)?,
            api,
            programs: None,
        })
    }

    /// Waits until the gateway passes requests on to the API.
    pub async fn answers(&self) -> anyhow::Result<()> {
        self.until_ok("the API", || self.request(Method::GET, None, "/api/ready")).await
    }

    /// A request to the host of a workspace, or to the bare domain. Names below `localhost` are
    /// not resolved everywhere, so the address is given and the name goes into the Host header.
    pub fn request(&self, method: Method, workspace: Option<&str>, path: &str) -> RequestBuilder {
        let host = workspace.map_or_else(
            || self.domain.clone(),
            |workspace| format!("{workspace}--default.{}", self.domain),
        );
        let url = format!("http://{}{path}", self.address);
        self.http.request(method, url).header("host", host)
    }

    /// Asks the API itself, as pods do.
    pub async fn ask(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<(StatusCode, Value)> {
        let url = format!("http://{}{path}", self.api);
        let mut request = self.http.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        Ok((status, serde_json::from_str(&answer.text().await?).unwrap_or(Value::Null)))
    }

    /// Signs the tokens of these services, if they are programs.
    pub fn signing_key(&self) -> anyhow::Result<PathBuf> {
        let programs = self.programs.as_ref().context("the key is in the cluster")?;
        Ok(programs.data.path().join("signing-key.pem"))
    }

    /// Registers somebody and logs them in.
    pub async fn person(&self, email: &str) -> anyhow::Result<Person<'_>> {
        let account = json!({"email": email, "password": "correct horse battery"});
        let registered = self.post("/api/auth/register", &account).await?;
        let login = self.post("/api/auth/login", &account).await?;
        let text = |value: &Value, path: &str| {
            let found = value.pointer(path).and_then(Value::as_str).map(str::to_owned);
            found.with_context(|| format!("no {path} in {value}"))
        };
        Ok(Person {
            services: self,
            id: text(&registered, "/user/id")?,
            token: text(&login, "/token")?,
        })
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.request(Method::POST, None, path).json(body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    async fn until_ok(
        &self,
        what: &str,
        request: impl Fn() -> RequestBuilder,
    ) -> anyhow::Result<()> {
        let answered = async {
            loop {
                match request().send().await {
                    Ok(answer) if answer.status().is_success() => return,
                    _ => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), answered)
            .await
            .with_context(|| format!("{what} does not answer"))
    }
}

/// The gateway is on this machine, at the port of its URL.
fn gateway_address(public_url: &str) -> anyhow::Result<String> {
    let (_, port) = public_url.rsplit_once(':').context("the public URL has no port")?;
    Ok(format!("127.0.0.1:{port}"))
}

impl Person<'_> {
    /// A request with their token.
    pub fn request(&self, method: Method, workspace: Option<&str>, path: &str) -> RequestBuilder {
        self.services.request(method, workspace, path).bearer_auth(&self.token)
    }

    /// Calls the API; an error tells what it answered.
    pub async fn call(&self, method: Method, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.request(method.clone(), None, path).json(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(status.is_success(), "{method} {path} answers {status}: {text}");
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Writes a file in a workspace.
    pub async fn write(&self, workspace: &str, file: &str, text: &str) -> anyhow::Result<()> {
        let path = format!("/theia/coditect/files/{file}");
        let request = self.request(Method::PUT, Some(workspace), &path).body(text.to_owned());
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// Reads a file in a workspace.
    pub async fn read(&self, workspace: &str, file: &str) -> anyhow::Result<(StatusCode, String)> {
        let path = format!("/theia/coditect/files/{file}");
        let answer = self.request(Method::GET, Some(workspace), &path).send().await?;
        Ok((answer.status(), answer.text().await?))
    }

    /// Their token, for those who speak another protocol than HTTP.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }
}
