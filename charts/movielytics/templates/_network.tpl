{{/* Peer for the release's pods of some components; argument: root, components. */}}
{{- define "movielytics.network.pods" -}}
podSelector:
  matchLabels:
    app.kubernetes.io/name: {{ .root.Chart.Name }}
    app.kubernetes.io/instance: {{ .root.Release.Name }}
  matchExpressions:
    - {key: app.kubernetes.io/component, operator: In, values: {{ toJson .components }}}
{{- end }}

{{/* Egress rules to destinations, which are keys of networkPolicy; alert only if alerts are on; argument: root, destinations. */}}
{{- define "movielytics.network.egress" -}}
{{- range .destinations }}
{{- if or (ne . "alert") (include "movielytics.secret.name" (dict "root" $.root "name" "alert")) }}
{{- $destination := index $.root.Values.networkPolicy . }}
- ports:
    {{- range $destination.ports | default (list (include "movielytics.network.s3.port" $.root | int)) }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
  {{- with $destination.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Port of the S3 server. */}}
{{- define "movielytics.network.s3.port" -}}
{{- $url := urlParse (.Values.pipeline.s3EndpointUrl | default "https://amazonaws.com") -}}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (ternary "80" "443" (eq $url.scheme "http")) -}}
{{- end }}
