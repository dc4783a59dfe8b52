{{/* The namespace of pools and workspaces. */}}
{{- define "coditect.workspaces" -}}
{{ .Values.workspaces.namespace | default .Release.Namespace }}
{{- end }}

{{/* The image of a part: (list . "operator" .Values.operator.image). */}}
{{- define "coditect.image" -}}
{{- $root := index . 0 -}}
{{- $given := index . 2 -}}
{{- $given | default (printf "%s/%s:%s" $root.Values.imageRegistry (index . 1) ($root.Values.imageTag | default $root.Chart.AppVersion)) -}}
{{- end }}

{{/* The name of what is in no namespace: (list . "coditect-api"). Releases that each look after one namespace
     may be many in a cluster. */}}
{{- define "coditect.clusterName" -}}
{{- $root := index . 0 -}}
{{ ternary (printf "%s-%s" (index . 1) $root.Release.Namespace) (index . 1) $root.Values.operator.namespaced }}
{{- end }}

{{/* The labels by which a part's pods are selected: (list . "api"). They never change. */}}
{{- define "coditect.selector" -}}
app: coditect-{{ index . 1 }}
{{- end }}

{{/* All labels of a part: (list . "api"). */}}
{{- define "coditect.labels" -}}
{{- $root := index . 0 -}}
{{ include "coditect.selector" . }}
app.kubernetes.io/name: coditect
app.kubernetes.io/component: {{ index . 1 }}
app.kubernetes.io/instance: {{ $root.Release.Name | quote }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version }}
{{- end }}

{{/* The annotations of a part's pods: (list . .Values.api.podAnnotations metricsPort). */}}
{{- define "coditect.podAnnotations" -}}
{{- $root := index . 0 -}}
{{- $annotations := dict -}}
{{- if $root.Values.monitoring.scrapeAnnotations -}}
{{- $annotations = dict "prometheus.io/scrape" "true" "prometheus.io/port" (index . 2 | toString) "prometheus.io/path" "/metrics" -}}
{{- end -}}
{{- merge dict (index . 1 | default dict) $annotations | toYaml -}}
{{- end }}

{{/* Where a part's traces go, if anywhere, as variables of its container. */}}
{{- define "coditect.tracing" -}}
{{- with .Values.tracing.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
- name: OTEL_TRACES_SAMPLER
  value: parentbased_traceidratio
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ $.Values.tracing.samplingRatio | quote }}
{{- end }}
{{- end }}

{{/* Pod Security "restricted". */}}
{{- define "coditect.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}
{{- define "coditect.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Replicas of a part are on different nodes and in different zones where there are enough. */}}
{{- define "coditect.spread" -}}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- topologyKey: {{ . }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "coditect.selector" $ | nindent 6 }}
{{- end }}
{{- end }}

{{/* Where a part's pods may go: (list . .Values.api "api"). */}}
{{- define "coditect.scheduling" -}}
{{- $part := index . 1 -}}
topologySpreadConstraints:
  {{- include "coditect.spread" (list (index . 0) (index . 2)) | nindent 2 }}
{{- with $part.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $part.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The host of publicUrl, without a port. */}}
{{- define "coditect.host" -}}
{{ regexReplaceAll ":[0-9]+$" (get (urlParse .Values.publicUrl) "host") "" }}
{{- end }}

{{- define "coditect.keysSecret" -}}
{{ .Values.keys.existingSecret | default "coditect-api-keys" }}
{{- end }}

{{/* The Secret with the cluster file of FoundationDB. */}}
{{- define "coditect.clusterFileSecret" -}}
{{- $external := .Values.store.foundationdb.external | default dict -}}
{{ get $external "clusterFileSecretName" | default "foundationdb-cluster-file" }}
{{- end }}

{{/* The certificates of FoundationDB's clients: the Secret, and what peers must be. */}}
{{- define "coditect.foundationdbTls" -}}
{{- $store := .Values.store.foundationdb -}}
{{- dig "managed" "tls" (dig "external" "tls" dict $store) $store | toYaml -}}
{{- end }}

{{- define "coditect.isEmbedded" -}}
{{ if eq .Values.store.type "embedded" }}true{{ end }}
{{- end }}
