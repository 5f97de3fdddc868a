{{/* Path of the API server's base URL, without the trailing slash. */}}
{{- define "movielytics.airflow.path" -}}
{{- (urlParse (include "movielytics.airflow.url" .)).path | trimSuffix "/" -}}
{{- end }}

{{/* URL of the UI for users. */}}
{{- define "movielytics.airflow.url" -}}
{{- $airflow := .Values.airflow -}}
{{- if $airflow.baseUrl -}}
{{- trimSuffix "/" $airflow.baseUrl -}}
{{- else if $airflow.ingress.enabled -}}
{{- ternary "https" "http" (ne $airflow.ingress.tlsSecret "") }}://{{ $airflow.ingress.host }}{{ trimSuffix "/" $airflow.ingress.path -}}
{{- else if $airflow.gateway.enabled -}}
{{- ternary "https" "http" $airflow.gateway.tls }}://{{ $airflow.gateway.host }}{{ trimSuffix "/" $airflow.gateway.path -}}
{{- else -}}
http://localhost:8080
{{- end -}}
{{- end }}

{{/* "true" if users connect through a proxy: its headers then hold the client's address and scheme. */}}
{{- define "movielytics.airflow.proxied" -}}
{{- $airflow := .Values.airflow -}}
{{- if or $airflow.ingress.enabled $airflow.gateway.enabled (hasPrefix "https:" $airflow.baseUrl) }}true{{ end -}}
{{- end }}

{{/* Name of this version's migration, from image and script: components wait until it is recorded. */}}
{{- define "movielytics.airflow.migration" -}}
{{- $image := include "movielytics.image" (dict "root" . "name" "airflow") -}}
{{- printf "%s-%s" .Chart.AppVersion (printf "%s\n%s" $image (.Files.Get "files/migrate.py") | sha256sum | trunc 10) -}}
{{- end }}

{{/* env and envFrom of an Airflow container; argument: root, keys, secrets, pipeline (bool), own (a list of variables). */}}
{{- define "movielytics.airflow.environment" -}}
{{- $fullname := include "movielytics.fullname" .root -}}
env:
  - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
  {{- with include "movielytics.secret.keys" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .own }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  {{- with .root.Values.airflow.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
envFrom:
  - configMapRef: {name: {{ $fullname }}-airflow}
  {{- if .pipeline }}
  - configMapRef: {name: {{ $fullname }}-pipeline}
  {{- end }}
  {{- with include "movielytics.secret.sources" (dict "root" .root "names" .secrets) | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .root.Values.airflow.extraEnvFrom }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* Image of an Airflow container; argument: root. */}}
{{- define "movielytics.airflow.image" -}}
image: {{ include "movielytics.image" (dict "root" .root "name" "airflow") }}
imagePullPolicy: {{ .root.Values.images.pullPolicy }}
securityContext:
  {{- include "movielytics.container.security" . | nindent 2 }}
{{- end }}

{{/* Init container that waits for the migration; argument: root. */}}
{{- define "movielytics.airflow.wait" -}}
- name: wait-for-migration
  {{- include "movielytics.airflow.image" . | nindent 2 }}
  args: [python, /opt/movielytics/platform/wait.py]
  env:
    - {name: MOVIELYTICS_MIGRATION, value: {{ include "movielytics.airflow.migration" .root | quote }}}
  envFrom:
    {{- include "movielytics.secret.sources" (dict "root" .root "names" (list "metadata")) | trim | nindent 4 }}
  resources:
    requests: {cpu: 10m, memory: 32Mi}
    limits: {memory: 128Mi}
  volumeMounts:
    - {name: platform, mountPath: /opt/movielytics/platform, readOnly: true}
{{- end }}

{{/* Mounts of an Airflow container; argument: root, scripts (bool), dags (bool: it reads DAG files). */}}
{{- define "movielytics.airflow.mounts" -}}
- {name: home, mountPath: /opt/airflow}
- {name: tmp, mountPath: /tmp}
{{- if .scripts }}
- {name: platform, mountPath: /opt/movielytics/platform, readOnly: true}
{{- end }}
{{- if .dags }}
{{- /* File by file: Airflow would find each file of a mounted ConfigMap twice, because of its symbolic links. */}}
{{- range $name, $_ := .root.Values.airflow.extraDags }}
- {name: extra-dags, mountPath: /opt/movielytics/extra-dags/{{ $name }}, subPath: {{ $name }}, readOnly: true}
{{- end }}
{{- end }}
{{- include "movielytics.source.mounts" . }}
{{- end }}

{{/* Volumes of an Airflow pod; argument: root, scripts (bool), dags (bool: it reads DAG files). */}}
{{- define "movielytics.airflow.volumes" -}}
- {name: home, emptyDir: {}}
- {name: tmp, emptyDir: {}}
{{- if .scripts }}
- {name: platform, configMap: {name: {{ include "movielytics.fullname" .root }}-platform}}
{{- end }}
{{- if and .dags .root.Values.airflow.extraDags }}
- {name: extra-dags, configMap: {name: {{ include "movielytics.fullname" .root }}-extra-dags}}
{{- end }}
{{- include "movielytics.source.volume" . }}
{{- end }}

{{/* Probe that reads the heartbeat of this pod's job from the database, without importing Airflow; argument: job, seconds. */}}
{{- define "movielytics.airflow.heartbeat" -}}
exec:
  command: [python, /opt/movielytics/platform/alive.py, {{ .job }}, {{ .seconds | quote }}]
{{- end }}

{{/* Annotations that restart the pods when a template that they read at their start changes; argument: root, values, reads. */}}
{{- define "movielytics.airflow.annotations" -}}
{{- range .reads }}
checksum/{{ replace "/" "-" . }}: {{ include (printf "%s/%s.yaml" $.root.Template.BasePath .) $.root | sha256sum }}
{{- end }}
{{- with .values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}
