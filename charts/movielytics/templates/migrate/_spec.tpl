{{/* Spec of the Job that migrates Airflow's database. */}}
{{- define "movielytics.migrate.spec" -}}
{{- $migrate := .Values.airflow.migrate -}}
{{- $password := ternary "" .Values.secrets.admin.password (ne .Values.secrets.admin.existingSecret "") -}}
backoffLimit: 6
template:
  metadata:
    labels:
      {{- include "movielytics.pod.labels" (dict "root" . "component" "migrate" "values" $migrate) | nindent 6 }}
    annotations:
      movielytics.io/run-again: {{ $migrate.runAgain | quote }}
      checksum/administrator: {{ printf "%s\n%s" .Values.secrets.admin.username $password | sha256sum }}
      {{- with $migrate.podAnnotations }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  spec:
    restartPolicy: Never
    {{- include "movielytics.pod.common" (dict "root" . "component" "migrate" "values" $migrate) | nindent 4 }}
    containers:
      - name: migrate
        {{- include "movielytics.airflow.image" (dict "root" .) | nindent 8 }}
        args: [python, /opt/movielytics/platform/migrate.py]
        {{- $own := list
          (dict "name" "MOVIELYTICS_MIGRATION" "value" (include "movielytics.airflow.migration" .))
          (dict "name" "AIRFLOW_ADMIN_EMAIL" "value" .Values.airflow.admin.email)
        }}
        {{- $environment := dict
          "root" .
          "keys" (list "AIRFLOW__CORE__FERNET_KEY" "AIRFLOW__API__SECRET_KEY")
          "secrets" (list "metadata" "admin")
          "own" $own
        }}
        {{- include "movielytics.airflow.environment" $environment | nindent 8 }}
        resources:
          {{- toYaml $migrate.resources | nindent 10 }}
        volumeMounts:
          {{- include "movielytics.airflow.mounts" (dict "root" . "scripts" true) | nindent 10 }}
    volumes:
      {{- include "movielytics.airflow.volumes" (dict "root" . "scripts" true) | nindent 6 }}
{{- end }}
