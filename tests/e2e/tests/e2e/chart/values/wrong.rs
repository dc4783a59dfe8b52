//! Values that must be refused, and what the refusal must say.

use serde_json::{Value, json};

/// A wrong set of values.
pub struct Wrong {
    pub values: Value,
    pub said: Vec<String>,
}

impl Wrong {
    fn new(values: Value, said: &[&str]) -> Self {
        Self { values, said: said.iter().map(ToString::to_string).collect() }
    }
}

/// All of them.
pub fn wrong() -> Vec<Wrong> {
    let mut all = contradictions();
    all.extend(what_the_schema_refuses());
    all
}

/// What templates refuse: each says what to do.
fn contradictions() -> Vec<Wrong> {
    let ingress = |ingress: Value| json!({"ingress": ingress});
    let database = |settings: Value| json!({"type": "foundationdb", "foundationdb": settings});
    let one = json!({"processes": 5});
    let named = json!({"clusterFileSecretName": "s"});
    let issuers = "ingress.certManager.issuer and ingress.certManager.clusterIssuer exclude";
    vec![
        Wrong::new(
            json!({"store": database(json!({"managed": one, "external": named}))}),
            &["store.foundationdb has settings of external and managed: keep one of them"],
        ),
        Wrong::new(
            ingress(json!({"enabled": true, "tlsSecretName": "t",
                "certManager": {"issuer": "a", "clusterIssuer": "b"}})),
            &[issuers, "set one of them"],
        ),
        Wrong::new(
            ingress(json!({"enabled": true, "certManager": {"issuer": "a"}})),
            &["ingress.certManager needs ingress.tlsSecretName"],
        ),
        Wrong::new(
            ingress(json!({"enabled": true, "certManager": {"clusterIssuer": "a"}})),
            &["ingress.certManager needs ingress.tlsSecretName"],
        ),
        Wrong::new(
            json!({"ingress": {"enabled": true, "tlsSecretName": "t"},
                "gke": {"enabled": true, "managedCertificate": true}}),
            &["gke.managedCertificate and ingress.tlsSecretName exclude each other"],
        ),
        Wrong::new(
            json!({"gke": {"enabled": true}}),
            &["gke.enabled adds to", "set ingress.enabled"],
        ),
        Wrong::new(
            json!({"ingress": {"enabled": true}, "gke": {"managedCertificate": true}}),
            &["gke.managedCertificate is for an Ingress on GKE: set gke.enabled"],
        ),
        Wrong::new(
            json!({"gatewayApi": {"enabled": true, "parentRefs": [{"name": "g"}]},
                "gke": {"enabled": true, "managedCertificate": true}}),
            &["gke.managedCertificate is for an Ingress on GKE", "certificate map"],
        ),
        Wrong::new(
            json!({"gatewayApi": {"enabled": true, "parentRefs": [{"name": "g"}]},
                "gke": {"enabled": true, "certificateMap": "m"}}),
            &["gke.certificateMap is for a Gateway that the chart makes"],
        ),
        Wrong::new(
            json!({"gatewayApi": {"enabled": true, "create": {"className": "c", "tlsSecretName": "t"}},
                "gke": {"enabled": true, "certificateMap": "m"}}),
            &["gke.certificateMap and gatewayApi.create.tlsSecretName exclude each other"],
        ),
        Wrong::new(
            json!({"publicUrl": "http://10.1.2.3:8080", "ingress": {"enabled": true}}),
            &["publicUrl", "not the address 10.1.2.3", "give it a name in DNS"],
        ),
        Wrong::new(
            json!({"store": database(json!({})), "pool": {"enabled": false}}),
            &["set pool.enabled, or name a cluster file in store.foundationdb.external"],
        ),
        Wrong::new(
            json!({"store": database(json!({})), "workspaces": {"namespace": "workspaces"}}),
            &["leave workspaces.namespace empty, or copy the Secret", "\"workspaces\""],
        ),
        Wrong::new(
            json!({"gatewayApi": {"enabled": true}}),
            &["gatewayApi needs a Gateway: name one in gatewayApi.parentRefs"],
        ),
        Wrong::new(
            json!({"workspaces": {"namespace": "nowhere"}}),
            &["workspaces.namespace: there is no namespace \"nowhere\"; make it first"],
        ),
    ]
}

/// What the schema refuses: the value by its path, and what it would take.
fn what_the_schema_refuses() -> Vec<Wrong> {
    let text = "want string";
    let number = "want integer";
    let logic = "want boolean";
    [
        ("/publicUrl", json!(""), "does not match pattern"),
        ("/publicUrl", json!("ide.example.com"), "does not match pattern"),
        ("/publicUrl", json!("ftp://ide.example.com"), "does not match pattern"),
        ("/publicUrl", json!("https://ide..example.com"), "does not match pattern"),
        ("/publicUrl", json!("https://ide.example.com/"), "does not match pattern"),
        ("/publicUrl", json!("https://IDE.example.com"), "does not match pattern"),
        ("/imageRegistry", json!("registry.example/"), "does not match pattern"),
        ("/imageTag", json!(1.0), text),
        ("/imageTag", json!("1.0 "), "does not match pattern"),
        ("/imagePullPolicy", json!("Sometimes"), "'Always', 'IfNotPresent', 'Never'"),
        ("/imagePullSecrets/0", json!("registry"), "want object"),
        ("/imagePullSecrets/0/name", json!(""), "minLength"),
        ("/logFormat", json!("xml"), "'json', 'human'"),
        ("/workspaces/namespace", json!("A b"), "does not match pattern"),
        ("/store/type", json!("postgres"), "'embedded', 'foundationdb'"),
        ("/store/embedded/size", json!("ten"), "does not match pattern"),
        ("/store/foundationdb/managed", json!(true), "want object"),
        ("/keys/existingSecret", json!("A b"), "does not match pattern"),
        ("/operator/replicas", json!(0), "minimum"),
        ("/operator/replicas", json!("two"), number),
        ("/operator/resources/limits/memory", json!("1 GB"), "does not match pattern"),
        ("/operator/nodeSelector/a", json!(true), text),
        ("/operator/tolerations", json!({}), "want array"),
        ("/operator/podAnnotations/a", json!(1), text),
        ("/api/replicas", json!(101), "maximum"),
        ("/api/image", json!("a b"), "does not match pattern"),
        ("/api/autoscaling/enabled", json!("yes"), logic),
        ("/api/autoscaling/targetCpuPercent", json!(101), "maximum"),
        ("/api/loginsPerAccount", json!(0), "minimum"),
        ("/api/readyWaitSeconds", json!(601), "maximum"),
        ("/api/trustedProxies/0", json!("10.0.0.1"), "does not match pattern"),
        ("/gateway/replicas", json!(1.5), number),
        ("/gateway/service/type", json!("External"), "'ClusterIP', 'NodePort', 'LoadBalancer'"),
        ("/gateway/drainSeconds", json!(-1), "minimum"),
        ("/gateway/trustedProxies/0", json!("everyone"), "does not match pattern"),
        ("/pool/name", json!(""), "does not match pattern"),
        ("/pool/name", json!("a.b"), "does not match pattern"),
        ("/pool/name", json!("a".repeat(41)), "maxLength"),
        ("/pool/spec", json!([]), "want object"),
        ("/crdUpgrade/enabled", json!("no"), logic),
        ("/ingress/tlsSecretName", json!("A"), "does not match pattern"),
        ("/ingress/annotations/a", json!(true), text),
        ("/gatewayApi/parentRefs/0", json!({"namespace": "n"}), "missing property 'name'"),
        ("/gatewayApi/create/tlsSecretName", json!("A"), "does not match pattern"),
        ("/gke/enabled", json!(1), logic),
        ("/gke/certificateMap", json!("A"), "does not match pattern"),
        ("/networkPolicy/egressExcept/0", json!("10.0.0.0"), "does not match pattern"),
        ("/networkPolicy/egressExceptIpv6/0", json!("10.0.0.0/8"), "does not match pattern"),
        ("/networkPolicy/monitoringNamespaces/0", json!(""), "minLength"),
        ("/monitoring/podMonitor/enabled", json!("on"), logic),
        ("/monitoring/rules/labels/a", json!(1), text),
    ]
    .into_iter()
    .map(|(path, value, said)| Wrong {
        values: at(path, value),
        said: vec![format!("at '{path}'"), said.to_owned()],
    })
    .chain(misspelt())
    .collect()
}

/// At the root and in each section: what is misspelt has no effect, and would go unnoticed.
fn misspelt() -> Vec<Wrong> {
    [
        "",
        "/workspaces",
        "/store",
        "/store/embedded",
        "/store/foundationdb",
        "/keys",
        "/operator",
        "/operator/resources",
        "/operator/resources/limits",
        "/api",
        "/api/autoscaling",
        "/gateway",
        "/gateway/service",
        "/pool",
        "/crdUpgrade",
        "/ingress",
        "/ingress/certManager",
        "/gatewayApi",
        "/gatewayApi/create",
        "/gke",
        "/networkPolicy",
        "/monitoring",
        "/monitoring/podMonitor",
        "/monitoring/rules",
        "/monitoring/dashboard",
    ]
    .into_iter()
    .map(|section| {
        let place = if section.is_empty() { "at ''".to_owned() } else { format!("at '{section}'") };
        let said = vec![place, "additional properties 'misspelt' not allowed".to_owned()];
        Wrong { values: at(&format!("{section}/misspelt"), json!("x")), said }
    })
    .collect()
}

/// Values that have `value` at `path` and nothing else.
fn at(path: &str, value: Value) -> Value {
    path.split('/')
        .skip(1)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .fold(value, |inner, key| if key == "0" { json!([inner]) } else { json!({ key: inner }) })
}
