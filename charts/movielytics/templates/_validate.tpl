{{/* Error messages about values that cannot work together, one per line. */}}
{{- define "movielytics.validate.problems" -}}
{{- include "movielytics.validate.pipeline" . }}
{{- include "movielytics.validate.secrets" . }}
{{- include "movielytics.validate.airflow" . }}
{{- end }}

{{/* The pipeline's values. */}}
{{- define "movielytics.validate.pipeline" -}}
{{- $pipeline := .Values.pipeline -}}
{{- if not $pipeline.landingUri }}
- pipeline.landingUri is empty: set the s3://bucket/prefix that holds the files.
{{- end }}
{{- if not $pipeline.reportUri }}
- pipeline.reportUri is empty: set the s3://bucket/prefix where the report and the Data Docs go.
{{- end }}
{{- $redshift := or (hasPrefix "redshift://" .Values.secrets.warehouse.url) $pipeline.redshift.stagingUri $pipeline.redshift.iamRole -}}
{{- if and $redshift (not (and $pipeline.redshift.stagingUri $pipeline.redshift.iamRole)) }}
- pipeline.redshift needs stagingUri and iamRole together: Redshift copies from that bucket, by that role.
{{- end }}
{{- $ports := toStrings .Values.networkPolicy.warehouse.ports -}}
{{- if and $redshift .Values.networkPolicy.enabled (eq (join "," $ports) "5432") }}
- networkPolicy.warehouse.ports has only PostgreSQL's 5432, and pipeline.redshift is set: name Redshift's port, which is 5439.
{{- end }}
{{- range $name, $size := merge (dict "default" $pipeline.spark.default) $pipeline.spark.loads }}
{{- with $size.executors }}
{{- if gt (int (.min | default 0)) (int .max) }}
- pipeline.spark: the executors of {{ $name }} have a min of {{ .min }} and a max of {{ .max }}: max must not be smaller.
{{- end }}
{{- end }}
{{- end }}
{{- $airflow := ternary .Release.Namespace (.Values.existingAirflow.namespace | default .Release.Namespace) .Values.airflow.enabled -}}
{{- if and (include "movielytics.pipeline.executors" .) (eq $airflow (include "movielytics.spark.namespace" .)) }}
- pipeline.spark has executors, so its drivers may create pods, which can read the Secrets of their namespace: keep them away from Airflow's with pipeline.spark.namespace.
{{- end }}
{{- $s3 := .Values.networkPolicy.s3.ports -}}
{{- $port := include "movielytics.network.s3.port" . -}}
{{- if and .Values.networkPolicy.enabled $s3 (not (has $port (toStrings $s3))) }}
- networkPolicy.s3.ports lacks {{ $port }}, the port of the S3 server: add it, or leave the list empty.
{{- end }}
{{- end }}

{{/* Secrets: one source for each, and none generated if the cluster cannot be read. */}}
{{- define "movielytics.validate.secrets" -}}
{{- $secrets := .Values.secrets -}}
{{- $content := dict "warehouse" "url" "metadata" "url" "alert" "urls" "s3" "accessKeyId" -}}
{{- range $name, $key := $content }}
{{- $secret := index $secrets $name -}}
{{- if and $secret.existingSecret (index $secret $key) }}
- secrets.{{ $name }} has both existingSecret and {{ $key }}: keep one of them.
{{- end }}
{{- if and (eq $key "url") (not $secret.existingSecret) (not $secret.url) (or (eq $name "warehouse") $.Values.airflow.enabled) }}
- secrets.{{ $name }} is empty: name an existingSecret or give a url.
{{- end }}
{{- end }}
{{- if ne (empty $secrets.s3.accessKeyId) (empty $secrets.s3.secretAccessKey) }}
- secrets.s3 needs accessKeyId and secretAccessKey together, or neither.
{{- end }}
{{- if and .Values.pipeline.s3EndpointUrl (not $secrets.s3.existingSecret) (not $secrets.s3.accessKeyId) }}
- pipeline.s3EndpointUrl names a server that knows no AWS roles: give its credentials, in secrets.s3.existingSecret or accessKeyId.
{{- end }}
{{- if and .Values.airflow.enabled (not $secrets.generate) }}
{{- if not $secrets.keys.existingSecret }}
- secrets.generate is false: name the Secret with Airflow's keys in secrets.keys.existingSecret.
{{- end }}
{{- if not (or $secrets.admin.existingSecret $secrets.admin.password) }}
- secrets.generate is false: name the administrator's Secret in secrets.admin.existingSecret.
{{- end }}
{{- end }}
{{- if and $secrets.admin.existingSecret $secrets.admin.password }}
- secrets.admin has both existingSecret and password: keep one of them.
{{- end }}
{{- end }}

{{/* Airflow's values. */}}
{{- define "movielytics.validate.airflow" -}}
{{- $airflow := .Values.airflow -}}
{{- if $airflow.enabled }}
{{- if not $airflow.logs.uri }}
- airflow.logs.uri is empty: set the s3://bucket/prefix for task logs, because a pod's log goes with the pod.
{{- end }}
{{- if and $airflow.ingress.enabled (not $airflow.ingress.host) }}
- airflow.ingress.enabled needs airflow.ingress.host.
{{- end }}
{{- if and $airflow.gateway.enabled (not (and $airflow.gateway.host $airflow.gateway.parentRefs)) }}
- airflow.gateway.enabled needs airflow.gateway.host and airflow.gateway.parentRefs.
{{- end }}
{{- if and $airflow.ingress.enabled $airflow.gateway.enabled (not $airflow.baseUrl) }}
- airflow.ingress and airflow.gateway are both enabled: say in airflow.baseUrl which URL people use.
{{- end }}
{{- if and $airflow.metrics.serviceMonitor.enabled (not $airflow.metrics.enabled) }}
- airflow.metrics.serviceMonitor.enabled needs airflow.metrics.enabled: without the collector there is nothing to watch.
{{- end }}
{{- else }}
{{- if not .Values.existingAirflow.serviceAccounts.triggerer }}
- airflow.enabled is false: name the service account of the existing triggerer in existingAirflow.serviceAccounts.triggerer.
{{- end }}
{{- if or $airflow.ingress.enabled $airflow.gateway.enabled $airflow.metrics.enabled }}
- airflow.enabled is false, so there is no API server for airflow.ingress, airflow.gateway or airflow.metrics: switch them off.
{{- end }}
{{- end }}
{{- if and (or .Values.monitoring.rules.enabled .Values.monitoring.dashboard.enabled) (not (and .Values.airflow.enabled $airflow.metrics.serviceMonitor.enabled)) }}
- monitoring needs airflow.metrics.serviceMonitor.enabled: its rules and its dashboard select the series by that one's labels.
{{- end }}
{{- end }}
