{{/* Prefix of every object's name: the release's name, with the chart's name if it lacks that. */}}
{{- define "movielytics.fullname" -}}
{{- $whole := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- default $whole .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* Labels that select a component's pods, including those that the launcher starts; argument: root, component. */}}
{{- define "movielytics.selector.labels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Labels of an object; argument: root, component. */}}
{{- define "movielytics.labels" -}}
{{ include "movielytics.selector.labels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Name, namespace and labels of an object; argument: root, component, suffix of the name (default: the component), namespace (default: the release's). */}}
{{- define "movielytics.metadata" -}}
name: {{ include "movielytics.fullname" .root }}-{{ default .component .suffix }}
namespace: {{ default .root.Release.Namespace .namespace }}
labels:
  {{- include "movielytics.labels" . | nindent 2 }}
{{- end }}

{{/* Image with its digest or tag; argument: root, name (airflow, spark or warehouse). */}}
{{- define "movielytics.image" -}}
{{- $images := .root.Values.images -}}
{{- $image := index $images .name -}}
{{- with $images.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{- $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag | default $images.tag | default .root.Chart.AppVersion }}{{ end -}}
{{- end }}
