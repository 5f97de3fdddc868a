{{/* Sizes of a load's pods, as JSON with the launcher's keys; argument: an entry of pipeline.spark. */}}
{{- define "movielytics.pipeline.size" -}}
{{- $size := dict -}}
{{- range $word, $value := . -}}
{{- if and (eq $word "executors") $value -}}
{{- $_ := set $size "executors" (include "movielytics.pipeline.size" $value | fromJson) -}}
{{- else -}}
{{- $_ := set $size (snakecase $word) $value -}}
{{- end -}}
{{- end -}}
{{- toJson $size -}}
{{- end }}

{{/* Settings of the launcher, kubernetes.yaml. */}}
{{- define "movielytics.pipeline.launch" -}}
{{- $fullname := include "movielytics.fullname" . -}}
{{- $pipeline := .Values.pipeline -}}
namespace: {{ .Release.Namespace }}
instance: {{ .Release.Name }}
image_pull_policy: {{ .Values.images.pullPolicy }}
image_pull_secrets: {{ toJson .Values.images.pullSecrets }}
env_from:
  - configMapRef: {name: {{ $fullname }}-pipeline}
  {{- include "movielytics.secret.sources" (dict "root" . "names" (list "warehouse" "s3")) | trim | nindent 2 }}
admission_timeout_seconds: {{ int $pipeline.admissionTimeoutSeconds }}
start_timeout_seconds: {{ int $pipeline.startTimeoutSeconds }}
time_to_live_seconds: {{ int $pipeline.timeToLiveSeconds }}
node_selector: {{ toJson $pipeline.nodeSelector }}
tolerations: {{ toJson $pipeline.tolerations }}
affinity: {{ toJson $pipeline.affinity }}
priority_class_name: {{ toJson $pipeline.priorityClassName }}
pod_labels: {{ toJson (merge (dict) $pipeline.podLabels .Values.commonLabels) }}
pod_annotations: {{ toJson $pipeline.podAnnotations }}
source_volume: {{ toJson .Values.development.source }}
spark:
  namespace: {{ include "movielytics.spark.namespace" . }}
  image: {{ include "movielytics.image" (dict "root" . "name" "spark") }}
  spark_version: {{ $pipeline.spark.version | quote }}
  service_account: {{ $fullname }}-spark
  conf: {{ toJson $pipeline.spark.conf }}
  loads_at_once: {{ int $pipeline.spark.loadsAtOnce }}
  application_spec: {{ toJson $pipeline.spark.applicationSpec }}
  default: {{ include "movielytics.pipeline.size" $pipeline.spark.default }}
  loads:
    {{- range $load, $size := $pipeline.spark.loads }}
    {{ $load }}: {{ include "movielytics.pipeline.size" $size }}
    {{- else }} {}
    {{- end }}
warehouse:
  image: {{ include "movielytics.image" (dict "root" . "name" "warehouse") }}
  service_account: {{ $fullname }}-warehouse
  default: {{ dict "resources" $pipeline.warehouse.resources | toJson }}
  steps:
    {{- range $step, $size := $pipeline.warehouse.steps }}
    {{ $step }}: {{ mergeOverwrite (dict "resources" (deepCopy $pipeline.warehouse.resources)) $size | toJson }}
    {{- else }} {}
    {{- end }}
{{- end }}

{{/* Namespace of SparkApplications and their pods. */}}
{{- define "movielytics.spark.namespace" -}}
{{- .Values.pipeline.spark.namespace | default .Release.Namespace -}}
{{- end }}

{{/* Namespaces of launched pods, as a JSON list: the release's, and that of Spark if it is another one. */}}
{{- define "movielytics.pipeline.namespaces" -}}
{{- list .Release.Namespace (include "movielytics.spark.namespace" .) | uniq | toJson -}}
{{- end }}

{{/* "true" if a load runs with executors: only then does a driver call the Kubernetes API. */}}
{{- define "movielytics.pipeline.executors" -}}
{{- $sizes := prepend (values .Values.pipeline.spark.loads) .Values.pipeline.spark.default -}}
{{- range $sizes }}{{ if .executors }}true{{ break }}{{ end }}{{ end -}}
{{- end }}
