//! Sets of values that must be accepted.

use serde_json::{Value, json};

/// One set of values.
pub struct Case {
    pub name: String,
    pub release: &'static str,
    pub namespace: &'static str,
    /// A file of the chart that comes before `values`, if any.
    pub base: &'static str,
    pub values: Value,
    /// What must be among the objects.
    pub has: Vec<&'static str>,
}

/// Each way to set the chart up, on each of the sizes that it comes with.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![];
    for base in ["", "values-small.yaml", "values-production.yaml"] {
        for (name, values, has) in
            ways_in().into_iter().chain(google()).chain(stores()).chain(parts()).chain(odd())
        {
            let name = format!("{name} {base}");
            let (release, namespace) = ("coditect", "coditect");
            let has = has.to_vec();
            cases.push(Case { name, release, namespace, base, values, has });
        }
    }
    cases.push(numbers_for_names());
    cases
}

type Variant = (&'static str, Value, &'static [&'static str]);

const PUBLIC_URL: &str = "https://ide.example.com";

/// A database that somebody else runs, which goes with workspaces elsewhere and without a pool.
fn external() -> Value {
    json!({"type": "foundationdb", "foundationdb": {
        "managed": null, "external": {"clusterFileSecretName": "their-database"},
    }})
}

fn ways_in() -> Vec<Variant> {
    let ingress = |ingress: Value| json!({"publicUrl": PUBLIC_URL, "ingress": ingress});
    let gateway = |api: Value| json!({"publicUrl": PUBLIC_URL, "gatewayApi": api});
    let secret = "coditect-tls";
    vec![
        ("as it is", json!({}), &["kind: IdePool"]),
        ("an ingress", ingress(json!({"enabled": true})), &["host: \"*.ide.example.com\""]),
        (
            "an ingress of a class, with a certificate and annotations",
            ingress(json!({"enabled": true, "className": "nginx", "tlsSecretName": secret,
                "annotations": {"nginx.ingress.kubernetes.io/proxy-read-timeout": "86400"}})),
            &["proxy-read-timeout: \"86400\"", "coditect-tls"],
        ),
        (
            "an ingress with a certificate of an issuer",
            ingress(json!({"enabled": true, "tlsSecretName": secret,
                "certManager": {"issuer": "ours"}})),
            &["cert-manager.io/issuer: ours"],
        ),
        (
            "an ingress with a certificate of a cluster's issuer",
            ingress(json!({"enabled": true, "tlsSecretName": secret,
                "certManager": {"clusterIssuer": "ours"}})),
            &["cert-manager.io/cluster-issuer: ours"],
        ),
        (
            "a gateway that is there",
            gateway(json!({"enabled": true, "parentRefs": [
                {"name": "shared", "namespace": "ingress", "sectionName": "https"}]})),
            &["kind: HTTPRoute", "sectionName: https"],
        ),
        (
            "a gateway of its own, and one that is there",
            gateway(json!({"enabled": true, "parentRefs": [{"name": "shared"}], "create": {
                "className": "cilium", "tlsSecretName": secret, "annotations": {"a.b/c": "true"}}})),
            &["kind: Gateway\n", "protocol: HTTPS"],
        ),
        (
            "a gateway of its own without a certificate",
            json!({"publicUrl": "http://ide.example.com:8080",
                "gatewayApi": {"enabled": true, "create": {"className": "cilium"}}}),
            &["protocol: HTTP\n"],
        ),
        (
            "a load balancer",
            json!({"publicUrl": "http://10.1.2.3", "gateway": {"trustedProxies": ["10.0.0.0/8"],
                "service": {"type": "LoadBalancer", "annotations": {"a.b/c": "1"}}}}),
            &["type: LoadBalancer", "a.b/c: \"1\""],
        ),
        ("a port of nodes", json!({"gateway": {"service": {"type": "NodePort"}}}), &[]),
    ]
}

fn google() -> Vec<Variant> {
    let gke = |ingress: Value, gke: Value| json!({"publicUrl": PUBLIC_URL, "ingress": ingress, "gke": gke});
    let class = "gke-l7-global-external-managed";
    vec![
        (
            "Google's ingress with a certificate of ours",
            gke(
                json!({"enabled": true, "tlsSecretName": "coditect-tls"}),
                json!({"enabled": true}),
            ),
            &["kind: BackendConfig", "cloud.google.com/backend-config"],
        ),
        (
            "Google's ingress with a managed certificate",
            gke(
                json!({"enabled": true, "annotations": {"kubernetes.io/ingress.global-static-ip-name": "ide"}}),
                json!({"enabled": true, "managedCertificate": true}),
            ),
            &["kind: ManagedCertificate", "networking.gke.io/managed-certificates: coditect"],
        ),
        (
            "Google's gateway with a certificate map",
            json!({"publicUrl": PUBLIC_URL, "gke": {"enabled": true, "certificateMap": "ide-map"},
                "gatewayApi": {"enabled": true, "create": {"className": class}}}),
            &[
                "kind: HealthCheckPolicy",
                "kind: GCPBackendPolicy",
                "networking.gke.io/certmap: ide-map",
                "port: 443\n      protocol: HTTPS\n      allowedRoutes",
                "cidr: 35.191.0.0/16",
            ],
        ),
        (
            "Google's ingress and gateway",
            json!({"publicUrl": PUBLIC_URL, "gke": {"enabled": true},
                "ingress": {"enabled": true},
                "gatewayApi": {"enabled": true, "create": {"className": class}}}),
            &["kind: BackendConfig", "kind: HealthCheckPolicy"],
        ),
    ]
}

fn stores() -> Vec<Variant> {
    let tls = json!({"secretName": "fdb-tls", "verifyPeers": "Check.Valid=1,S.CN=db"});
    let database = |settings: Value| json!({"type": "foundationdb", "foundationdb": settings});
    vec![
        (
            "the embedded store",
            json!({"store": {"type": "embedded",
                "embedded": {"size": 5_368_709_120_u64, "storageClassName": "fast"}}}),
            &["kind: PersistentVolumeClaim", "storageClassName: \"fast\"", "storage: 5368709120"],
        ),
        (
            "a managed database as it comes",
            json!({"store": database(json!({"managed": null}))}),
            &["image: docker.io/coditect/foundationdb:7.4.6"],
        ),
        (
            "a managed database with certificates and a backup",
            json!({"store": database(json!({"managed": {
                "storage": "60Gi", "storageClassName": "fast", "tls": tls, "nodeSpread": "Preferred",
                "resources": {"cpu": "2", "memory": "8Gi"},
                "backup": {"destination": "blobstore://key@s3.example:443/b?bucket=b",
                    "secretName": "backup"}}})),
                "imageRegistry": "registry.example/team"}),
            &[
                "FDB_TLS_VERIFY_PEERS, value: \"Check.Valid=1,S.CN=db\"",
                "image: registry.example/team/foundationdb:",
            ],
        ),
        (
            "the FoundationDB operator's database",
            json!({"store": database(json!({"managed": null,
                "operator": {"version": "7.4.6", "storage": "50Gi"}}))}),
            &["secret: {secretName: \"foundationdb-cluster-file\"}"],
        ),
        (
            "a database that others use as well",
            json!({"store": {"type": "foundationdb", "keyPrefix": "coditect/", "foundationdb": {
                "managed": null, "external": {"clusterFileSecretName": "their-database"}}}}),
            &["value: \"coditect/\""],
        ),
        (
            "somebody else's database with certificates",
            json!({"store": database(json!({"managed": null, "external": {
                "clusterFileSecretName": "their-database", "tls": {"secretName": "fdb-tls"}}}))}),
            &["secret: {secretName: \"their-database\"}", "value: \"Check.Valid=1\""],
        ),
        (
            "workspaces elsewhere",
            json!({"store": external(), "workspaces": {"namespace": "workspaces"}}),
            &["kubernetes.io/metadata.name: \"workspaces\""],
        ),
        (
            "workspaces elsewhere and the embedded store",
            json!({"store": {"type": "embedded"}, "workspaces": {"namespace": "workspaces"}}),
            &[],
        ),
        ("no pool", json!({"store": external(), "pool": {"enabled": false}}), &[]),
        ("nothing left of a setting", json!({"store": {"foundationdb": {"external": null}}}), &[]),
    ]
}

fn parts() -> Vec<Variant> {
    let placed = json!({
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "tolerations": [{"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"}],
        "podAnnotations": {"a.b/c": "1", "prometheus.io/path": "/elsewhere"},
        "image": "registry.example/part@sha256:0123456789012345678901234567890123456789012345678901234567890123",
    });
    let on = |on: bool| json!({"autoscaling": {"enabled": on}});
    let monitoring = |on: bool| {
        json!({"podMonitor": {"enabled": on, "labels": {"release": "prometheus"}},
            "rules": {"enabled": on, "labels": {"release": "prometheus"}},
            "dashboard": {"enabled": on, "labels": {"grafana_dashboard": "1"}}})
    };
    vec![
        (
            "placed",
            json!({"operator": placed.clone(), "api": placed.clone(), "gateway": placed,
                "imagePullSecrets": [{"name": "registry"}]}),
            &["- name: registry", "prometheus.io/path: /elsewhere"],
        ),
        (
            "one namespace alone",
            json!({"operator": {"namespaced": true}}),
            &[
                "name: coditect-operator-volumes-coditect",
                "name: CODITECT_NAMESPACE\n              value: \"coditect\"",
            ],
        ),
        (
            "many, as the load is",
            json!({"store": external(), "api": on(true), "gateway": on(true),
                "operator": {"replicas": 5}}),
            &["name: coditect-api-v5\n", "kind: HorizontalPodAutoscaler"],
        ),
        (
            "one of each, whatever the load is",
            json!({"store": external(), "operator": {"replicas": 1},
                "api": {"replicas": 1, "autoscaling": {"enabled": false}, "trustedProxies": []},
                "gateway": {"replicas": 1, "autoscaling": {"enabled": false}, "drainSeconds": 0}}),
            &["replicas: 1"],
        ),
        (
            "more than the most",
            json!({"store": external(), "api": {"replicas": 40}, "gateway": {"replicas": 40}}),
            &["maxReplicas: 40"],
        ),
        ("all of monitoring", json!({"monitoring": monitoring(true)}), &[]),
        (
            "a dashboard without labels",
            json!({"monitoring": {"dashboard": {"enabled": true,
                "labels": {"grafana_dashboard": null}}}}),
            &[],
        ),
        (
            "no monitoring",
            json!({"monitoring": {"scrapeAnnotations": false, "podMonitor": {"enabled": false},
                "rules": {"enabled": false}, "dashboard": {"enabled": false}},
                "networkPolicy": {"monitoringNamespaces": []}}),
            &[],
        ),
        (
            "workspaces that reach a host of the private network",
            json!({"networkPolicy": {"workspaceEgress": [
                {"to": [{"ipBlock": {"cidr": "10.20.30.40/32"}}], "ports": [{"port": 443}]}]}}),
            &["cidr: 10.20.30.40/32"],
        ),
        ("no network policies", json!({"networkPolicy": {"enabled": false}}), &[]),
        (
            "workspaces that reach everything",
            json!({"networkPolicy": {"egressExcept": [], "egressExceptIpv6": [],
                "monitoringNamespaces": ["monitoring", "prometheus"]}}),
            &["- prometheus"],
        ),
        ("no upgrade of definitions", json!({"crdUpgrade": {"enabled": false}}), &[]),
        (
            "keys of one's own",
            json!({"keys": {"existingSecret": "our-keys"}}),
            &["secretName: \"our-keys\""],
        ),
        (
            "the image with all languages, from a registry of one's own",
            json!({"imageRegistry": "registry.example:5000/team", "imageTag": "1.0",
                "imagePullPolicy": "Always",
                "pool": {"name": "full", "image": "registry.example:5000/team/combined:1.0-full"}}),
            &[
                "image: registry.example:5000/team/combined:1.0-full",
                "image: registry.example:5000/team/operator:1.0",
            ],
        ),
        (
            "a pool with all of its settings",
            json!({"pool": {"spec": {
                "imagePullPolicy": "Always",
                "capacity": {"warmSpares": 5, "coldSpares": 20, "maximum": 10000},
                "storage": {"workspace": "20Gi", "config": "5Gi", "storageClassName": "fast"},
                "resources": {"requests": {"cpu": 1, "memory": "2Gi"},
                    "limits": {"cpu": "4", "memory": "16Gi"}},
                "livenessProbe": {"path": "/health", "periodSeconds": 20}}}}),
            &["maximum: 10000"],
        ),
    ]
}

/// What is right, and easily goes wrong in YAML.
fn odd() -> Vec<Variant> {
    vec![
        (
            "traces, a tenth of them",
            json!({"tracing": {"endpoint": "http://otel-collector.monitoring:4318",
                "samplingRatio": 0.1}}),
            &[
                "value: \"http://otel-collector.monitoring:4318\"",
                "- name: OTEL_TRACES_SAMPLER_ARG\n              value: \"0.1\"",
            ],
        ),
        (
            "numbers and words for names",
            json!({"imageTag": "010", "imageRegistry": "r/1", "pool": {"name": "true"},
                "keys": {"existingSecret": "1"}, "store": {"embedded": {"storageClassName": "2"}},
                "ingress": {"enabled": true, "className": "3", "tlsSecretName": "1e3"},
                "gatewayApi": {"enabled": true, "create": {"className": "5", "tlsSecretName": "6"}},
                "api": {"podAnnotations": {"a.b/c": "true"}}}),
            &[],
        ),
        (
            "no limits",
            json!({"api": {"resources": {"limits": null}}, "gateway": {"resources": null},
                "operator": {"resources": {"limits": {"memory": 268_435_456}}}}),
            &["memory: 268435456"],
        ),
        (
            "no annotations",
            json!({"ingress": {"enabled": true, "annotations": null},
                "gatewayApi": {"enabled": true, "create": {"className": "c", "annotations": null}}}),
            &["kind: Ingress", "gatewayClassName: \"c\""],
        ),
        (
            "the largest numbers",
            json!({"api": {"loginsPerAccount": 10000, "loginsPerAddress": 100_000,
                "readyWaitSeconds": 600}, "gateway": {"drainSeconds": 600}}),
            &["\"100000\"", "terminationGracePeriodSeconds: 615"],
        ),
        ("lines for people", json!({"logFormat": "human"}), &["human"]),
    ]
}

fn numbers_for_names() -> Case {
    Case {
        name: "a release and a namespace that are numbers".to_owned(),
        release: "1",
        namespace: "7",
        base: "",
        values: json!({"gatewayApi": {"enabled": true, "create": {"className": "cilium"}}}),
        has: vec![],
    }
}
