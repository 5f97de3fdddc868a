{{/* Name of a Secret, existing or created by this chart; empty if there is none; argument: root, name. */}}
{{- define "movielytics.secret.name" -}}
{{- $secret := index .root.Values.secrets .name -}}
{{- $needless := or (and (eq .name "s3") (not $secret.accessKeyId)) (and (eq .name "alert") (not $secret.urls)) -}}
{{- if $secret.existingSecret -}}
{{- $secret.existingSecret -}}
{{- else if not $needless -}}
{{- include "movielytics.fullname" .root }}-{{ .name -}}
{{- end -}}
{{- end }}

{{/* envFrom entries of the named Secrets, as far as they exist; argument: root, names. */}}
{{- define "movielytics.secret.sources" -}}
{{- range .names }}
{{- with include "movielytics.secret.name" (dict "root" $.root "name" .) }}
- secretRef: {name: {{ . }}}
{{- end }}
{{- end }}
{{- end }}

{{/* env entries of single keys of the Secret keys, so that each component gets only what it needs; argument: root, keys. */}}
{{- define "movielytics.secret.keys" -}}
{{- range .keys }}
- name: {{ . }}
  valueFrom: {secretKeyRef: {name: {{ include "movielytics.secret.name" (dict "root" $.root "name" "keys") }}, key: {{ . }}}}
{{- end }}
{{- end }}

{{/* A Secret's data in the cluster, as JSON; {} if it does not exist; argument: root, name. */}}
{{- define "movielytics.secret.stored" -}}
{{- $stored := lookup "v1" "Secret" .root.Release.Namespace (printf "%s-%s" (include "movielytics.fullname" .root) .name) -}}
{{- (dig "data" (dict) $stored) | toJson -}}
{{- end }}

{{/* The Airflow connection with the receivers of alerts, as JSON. */}}
{{- define "movielytics.secret.alert" -}}
{{- $config := list -}}
{{- range .Values.secrets.alert.urls }}{{- $config = append $config (dict "path" .) }}{{- end -}}
{{- dict "conn_type" "apprise" "extra" (dict "config" $config) | toRawJson -}}
{{- end }}
